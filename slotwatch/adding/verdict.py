"""What one look at a page means for whoever wants to watch it.  Pure."""

from enum import Enum

from slotwatch.contract import Page
from slotwatch.model import Available, Human, NeedsHuman, NoSlot, NotOpen, Outcome, Unrecognised
from slotwatch.policy.episodes import describe
from slotwatch.providers._gates import gate_text
from slotwatch.providers._reading import Reading


class Verdict(Enum):
    """Whether it makes sense to write the motive down."""

    GOOD = "the page answers"
    LATER = "the page could not be asked this time; nothing speaks against the motive"
    DOUBTFUL = "something is wrong with the page or with what was chosen"
    NEVER = "slotwatch cannot watch this"


def judge(outcome: Outcome) -> Verdict:
    """The verdict on an outcome."""
    match outcome:
        case Available() | NoSlot():
            return Verdict.GOOD
        case NeedsHuman(want=Human.LOGIN):
            return Verdict.NEVER
        case NotOpen() | Unrecognised():
            return Verdict.DOUBTFUL
        case _:
            return Verdict.LATER


def explain(outcome: Outcome, name: str, *, guarded: bool) -> str:
    """One sentence on what to make of it.  ``guarded``: the owner can let slotwatch in themselves."""
    why = describe(outcome)
    match outcome:
        case Available():
            return "There is a slot right now: go and book it."
        case NoSlot():
            return "A clear no, in the site's own words: this page can be watched."
        case NeedsHuman(want=Human.LOGIN):
            return (
                f"the page is behind a login ({outcome.evidence.marker}), and slotwatch logs in nowhere: "
                "give the address of a page that anybody can open"
            )
        case NeedsHuman() if guarded:
            return (
                f"The site wants a human first ({why}), and that is you: slotwatch session open {name} "
                "shows you the site's own captcha, and slotwatch goes on in the session that you open."
            )
        case NeedsHuman():
            return f"The site wants a human first ({why}); slotwatch never passes for one, so it may see nothing."
        case NotOpen():
            return f"the site says that there is nothing to book here: {why}"
        case Unrecognised():
            return f"the answer is none that slotwatch knows: {why}"
        case _:
            return f"The site did not answer the question this time ({why}); the daemon would go on trying."


def is_login(url: str) -> bool:
    """Whether an address alone tells that it is a login."""
    gate = gate_text(Reading(Page(url, 200, "-")))
    return isinstance(gate, NeedsHuman) and gate.want is Human.LOGIN
