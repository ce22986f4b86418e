"""The description of the API (OpenAPI), made from the types that are read and written.

FastAPI describes addresses and parameters; bodies and answers are msgspec's, and so are their
schemas. `docs/openapi.json` is the committed copy, compared by a test.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import Problem
from api.routes.done import Done, Recorded
from api.routes.hand import Nothing, Told
from api.routes.noun import Contract, Noun

_REF = "#/components/schemas/{name}"
_PROBLEMS: Mapping[int, str] = {
    400: "The form around the file cannot be read.",
    404: "There is no such thing, or it is not yours to see.",
    409: "The rule refuses on the present state.",
    412: "Somebody has changed it since it was read.",
    413: "The body is too large.",
    415: "The body is of another kind than this address takes.",
    422: "What was sent cannot be meant.",
    503: "Log or store cannot be reached; nothing changed and a retry is safe.",
}
_DESCRIPTION = """\
Fairs, registrations, the match, suggestions, agreements and the numbers that follow from them.

Every act is one event on the record. Its answer comes after it took effect (201), or says where to
ask what becomes of it (202). Send an `Idempotency-Key` and repeat freely: the same key and body is
the same act (200). Refusals are problem details (RFC 9457) with a stable `code` and a sentence that
says what to do. `Ketnoi-Actor` names who acts: a role, or a role with a name, as `clerk-2`;
`Accept-Language` chooses the language of sentences. What comes under another host's name, or from
another site's page, is refused with 403. Lists come in stretches: `next` is the cursor of the
following one.
"""


def install(app: FastAPI, nouns: Sequence[Noun]) -> None:
    """Let an application describe itself by the contracts of its nouns."""
    contracts = {name: one for noun in nouns for name, one in noun.contracts.items()}
    made: list[dict[str, Any]] = []

    def described() -> dict[str, Any]:
        if not made:
            made.append(_describe(app, contracts))
        return made[0]

    app.openapi = described  # type: ignore[method-assign]


def _describe(app: FastAPI, contracts: Mapping[str, Contract]) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version="1", description=_DESCRIPTION, routes=app.routes
    )
    document["paths"] = {
        path: operations
        for path, operations in sorted(document["paths"].items())
        if path.startswith("/api/v1/")
    }
    components = _components(contracts.values())
    for operations in document["paths"].values():
        for operation in operations.values():
            contract = contracts.get(operation["operationId"])
            if contract is not None:
                _complete(operation, contract)
    kept = document.get("components", {}).get("schemas", {})
    uploads = {name: one for name, one in kept.items() if name.startswith("Body_")}
    document["components"] = {"schemas": dict(sorted({**components, **uploads}.items()))}
    return document


def _complete(operation: dict[str, Any], contract: Contract) -> None:
    if contract.takes is not None:
        operation["requestBody"] = _request_body(contract)
    headers = {"ETag": _text_header("The version of what was read or changed.")}
    answer = {
        "description": "What took effect." if contract.is_act else "What was asked for.",
        "content": _told(contract),
        **({"headers": headers} if contract.versioned else {}),
    }
    responses: dict[str, Any] = {}
    if contract.is_act:
        located = {**headers, "Location": _text_header("Where it can be read.")}
        responses["200"] = {**answer, "description": "This very request had taken effect before."}
        responses["201"] = {**answer, "headers": located}
        responses["202"] = {
            "description": "Recorded for good, not visible yet.",
            "headers": {"Location": _text_header("Where to ask what becomes of it.")},
            "content": _json(_schema(Recorded)),
        }
    else:
        responses["200"] = answer
    for status in contract.refusals:
        responses[str(status)] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": _schema(Problem)}},
        }
    operation["responses"] = dict(sorted(responses.items()))


def _told(contract: Contract) -> dict[str, Any]:
    is_file = contract.tells is bytes
    schema = {"type": "string", "format": "binary"} if is_file else _schema(contract.tells)
    return {kind: {"schema": schema} for kind in contract.media}


def _request_body(contract: Contract) -> dict[str, Any]:
    takes = contract.takes or Nothing
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(name=takes.__name__)}}
    if contract.example:
        content["example"] = dict(contract.example)
    return {"required": bool(contract.example), "content": {"application/json": content}}


def _components(contracts: Collection[Contract]) -> dict[str, Any]:
    read = {contract.takes for contract in contracts if contract.takes is not None}
    acts = {contract.takes for contract in contracts if contract.is_act}
    told = [contract.tells for contract in contracts]
    _, found = msgspec.json.schema_components(
        [Told, Done, Recorded, Problem, *sorted(read, key=lambda form: form.__name__), *told],
        ref_template=_REF,
    )
    schemas = {name: _tidied(schema) for name, schema in found.items()}
    common = schemas.pop("Told")["properties"]
    for form in read:
        schema = schemas[form.__name__]
        schema["properties"] = {**schema.get("properties", {}), **(common if form in acts else {})}
        schema["additionalProperties"] = False
    return schemas


def _tidied(schema: Any) -> Any:
    """Return a schema with its docstrings as paragraphs and whole numbers of 64 bits."""
    if isinstance(schema, list):
        return [_tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {name: _tidied(one) for name, one in schema.items()}
    if isinstance(tidy.get("description"), str):
        tidy["description"] = tidy["description"].partition("\n\n")[0].replace("\n    ", " ")
    if tidy.get("type") == "integer" and "enum" not in tidy:
        tidy = {"format": "int64", **tidy}
    return tidy


def _schema(kind: Any) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REF)
    return schema


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _text_header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}
