"""A file of a paper, as it was stored: to be saved, never shown in place."""

import hashlib
import re

from starlette.responses import FileResponse

from streams.domain.agreements.state import Agreement
from streams.domain.errors import Conflict, NotFound
from streams.runtime.installation import Installation

_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def paper_file(office: Installation, paper: Agreement, digest: str) -> FileResponse:
    """Return a file of a paper as an attachment, under the paper's number.

    Raises
    ------
    NotFound
        When the paper has no such file.
    Conflict
        When it is no longer what was stored.
    """
    document = next((one for one in paper.documents if one.digest == digest), None)
    path = office.documents.path(digest) if document else None
    if document is None or path is None or not path.exists():
        raise NotFound("no_such_file", "This paper has no such file. Look at its list of files.")
    with path.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != digest:
            raise Conflict(
                "file_differs", "The file differs from its recorded code: not evidence. Scan anew."
            )
    name = _UNSAFE.sub("-", paper.content.number or paper.id).strip("-")
    return FileResponse(
        path,
        media_type=document.media_type,
        filename=f"{name}-{digest[:8]}.{_ENDINGS.get(document.media_type, 'bin')}",
        content_disposition_type="attachment",
        headers={"Cache-Control": "private, no-store"},
    )
