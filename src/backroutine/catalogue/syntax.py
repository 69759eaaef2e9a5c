"""PyYAML's complaints, said so that a person knows what to type.

PyYAML has no error codes: its own wording is what there is to go by. A wording that is not known here is
passed on as it is.
"""

from yaml.error import MarkedYAMLError

from backroutine.catalogue.findings import Finding, clip

_QUOTE = "a quoted text begins here and never ends", "close it with the same quote"
_INDENT = "this line does not fit the lines above it", "begin lines that belong together with as many spaces"
_SPECIAL = "a text may not begin with this character", "put the text in quotes"
_ESCAPE = (
    "after a backslash in double quotes stands no known escape",
    "write two backslashes, or use single quotes",
)

# (words in PyYAML's context, words in its problem) -> what, todo; the first that fits is taken.
_SENTENCES = (
    (("quoted scalar", "unexpected end"), _QUOTE),
    (("quoted scalar", "document separator"), _QUOTE),
    (("quoted scalar", "escape"), _ESCAPE),
    (("simple key", "could not find"), ("a colon is missing behind this name", "write it as name: value")),
    (("flow sequence", ""), ("a list in [ ] is not closed or lacks a comma", "write it as [one, two]")),
    (
        ("flow mapping", ""),
        ("fields in { } are not closed or lack a comma", "write them as {left: one, right: two}"),
    ),
    (("scanning an alias", ""), _SPECIAL),
    (("scanning an anchor", ""), _SPECIAL),
    (("tag", ""), _SPECIAL),
    (("", "tag handle"), _SPECIAL),
    (
        ("block scalar", ""),
        ("behind | or > the text begins on the next line", "put a text with | or > in quotes"),
    ),
    (
        ("block mapping", "<scalar>"),
        ("something follows behind a closing quote", "put the whole text in quotes"),
    ),
    (("block", "block end"), _INDENT),
    (("", "cannot start any token"), _SPECIAL),
    (("", "sequence entries"), ("a dash stands behind a colon", "begin the list on the next line")),
    (("", "mapping keys"), _SPECIAL),
    (("", "document start"), _INDENT),
    (("", "incompatible"), ("the %YAML line asks for another YAML", "delete the line")),
    (
        ("", "node content"),
        ("a bracket closes that was never opened", "delete it, or put the text in quotes"),
    ),
)


def explain(error: MarkedYAMLError, text: str) -> Finding:
    """What a person has to do about a YAML error, and on which line of `text`."""
    context, problem = error.context or "", error.problem or ""
    mark = error.problem_mark or error.context_mark
    number = mark.line if mark else 0
    # What was opened and never closed is noticed only at the end: the beginning is the line to look at.
    if error.context_mark and (
        "quoted scalar" in context or "simple key" in context or "stream end" in problem
    ):
        number = error.context_mark.line
    line = _line_at(text, number)
    column = mark.column if mark else 0
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Finding(number + 1, "a tab stands at the beginning of the line", "use spaces")
    if "mapping values" in problem:
        return Finding(number + 1, *_stray_colon(line[:column]))
    for (in_context, in_problem), sentence in _SENTENCES:
        if in_context in context and in_problem in problem:
            return Finding(number + 1, *sentence)
    return Finding(number + 1, f"this is not YAML: {problem}", "put texts with special characters in quotes")


def _stray_colon(before: str) -> tuple[str, str]:
    """`before` is the line up to the colon that YAML did not expect."""
    name, colon, _ = before.strip(" -{").partition(": ")
    if colon:
        return "a colon stands inside the text", f"put the {clip(name.strip())} in quotes"
    return (
        "this line does not fit the line above it",
        "look for a missing colon there, or for too many spaces here",
    )


def _line_at(text: str, number: int) -> str:
    lines = text.split("\n", number + 1)
    return lines[number] if number < len(lines) else ""
