"""Finding provider modules in a folder, and holding each against the contract."""

import importlib
import inspect
import pkgutil
import re
from types import ModuleType

from pydantic import BaseModel

from slotwatch.contract import Provider

#: The one that recognises no address: its owner chooses it.
BY_CHOICE = "page"


class ProviderBroken(Exception):  # noqa: N818 - named for what the owner is told
    """A provider module cannot be used; the message names the module and what is wrong with it."""


def load(package: ModuleType) -> dict[str, Provider]:
    """The providers in a package's folder.  Raises `ProviderBroken` for the first bad one."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    return {name: _check(name, _import(f"{package.__name__}.{name}")) for name in names}


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:  # whatever a module does on import comes out with its name
        raise ProviderBroken(f"{name} cannot be imported: {type(error).__name__}: {error}") from error


def _check(name: str, module: ModuleType) -> Provider:
    """The module as a `Provider`, if it keeps the contract."""
    problems = [problem for find in (_texts, _floor, _options, _functions) for problem in find(module)]
    if not problems and name != BY_CHOICE and not module.matches(module.EXAMPLE):
        problems.append("matches(EXAMPLE) is not true")
    if problems or not isinstance(module, Provider):
        raise ProviderBroken(f"{module.__name__}: {'; '.join(problems) or 'it does not keep the contract'}")
    return module


def _texts(module: ModuleType) -> list[str]:
    return [
        f"{name} must be one line of text"
        for name in ("TITLE", "EXAMPLE")
        if not re.fullmatch(r"\S.*", str(getattr(module, name, "")))
    ]


def _floor(module: ModuleType) -> list[str]:
    floor = getattr(module, "FLOOR", None)
    return [] if isinstance(floor, int | float) and floor >= 0 else ["FLOOR must be a number of seconds"]


def _options(module: ModuleType) -> list[str]:
    options = getattr(module, "Options", None)
    if not (inspect.isclass(options) and issubclass(options, BaseModel)):
        return ["Options must be a pydantic model"]
    problems = [] if options.model_config.get("extra") == "forbid" else ["Options must forbid unknown keys"]
    return problems + [
        f"Options.{name} needs a description" for name, f in options.model_fields.items() if not f.description
    ]


def _functions(module: ModuleType) -> list[str]:
    problems = []
    if not callable(getattr(module, "matches", None)):
        problems.append("matches(url) is missing")
    if not inspect.iscoroutinefunction(getattr(module, "look", None)):
        problems.append("look(motive, fetch) must be an async function")
    if not callable(getattr(module, "read", None)):
        problems.append("read(page, options) is missing")
    return problems
