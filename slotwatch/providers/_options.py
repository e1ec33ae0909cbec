"""Kinds of option that several providers share, checked when the configuration is read.  Pure."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from selectolax.lexbor import LexborHTMLParser, SelectolaxError


def _css(selector: str) -> str:
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is not a CSS selector that can be read") from error
    return selector


#: A CSS selector, known to be readable.
Css = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_css)]

#: Words of a site: compared without regard to case, accents, apostrophes and spacing.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class OptionsModel(BaseModel):
    """What all options have in common: unknown keys are refused, numbers may stand for their digits."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
