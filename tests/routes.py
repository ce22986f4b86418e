"""The routes of the application, with the action that each asks the policy table about."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.doors import Permission


def actions_by_route(app: FastAPI) -> dict[str, str]:
    """Return, by method and path, the action of every route; empty where none is named."""
    return dict(_actions(app))


def _actions(app: FastAPI) -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            asked = [dependency.call for dependency in context.dependant.dependencies]
            actions = [one.action for one in asked if isinstance(one, Permission)]
            methods = " ".join(sorted(context.methods or ()))
            yield f"{methods} {context.path}", actions[0] if actions else ""
