"""Generated parts about what programs read: the JSON schema of the views, and its types as tables."""

from __future__ import annotations

import json
from typing import Any

from docs_tables import table
from naru.views.document import schema


def document() -> str:
    """The schema as a file of its own."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def types() -> str:
    """Every type of a document with its fields, the views first."""
    found = schema()["$defs"]
    shown = [_name(one) for one in found["Document"]["properties"]["shown"]["anyOf"]]
    names = [*shown, *sorted(found.keys() - {"Document", *shown})]
    return "\n\n".join(_type(name, found[name]) for name in names)


def _type(name: str, told: dict[str, Any]) -> str:
    view = told["properties"].get("view")
    called = f"`{view['enum'][0]}`" if view else name
    rows = [(f"`{field}`", _written(of)) for field, of in told["properties"].items() if field != "view"]
    text = " ".join(told.get("description", "").split())
    return f"### {called}\n\n{text}\n\n{table(('field', 'is'), rows)}"


def _written(of: dict[str, Any]) -> str:
    """A field's type in words."""
    if "$ref" in of:
        return f"[{_name(of)}](#{_name(of).lower()})"
    if "anyOf" in of:
        return " or ".join(_written(one) for one in of["anyOf"])
    if "enum" in of:
        return " or ".join(f"`{json.dumps(one)}`" for one in of["enum"])
    if of["type"] == "array":
        return f"list of {_written(of['items'])}"
    return str(of.get("description") or of["type"])


def _name(of: dict[str, Any]) -> str:
    return str(of["$ref"].rpartition("/")[2])
