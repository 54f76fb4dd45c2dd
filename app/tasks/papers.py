"""Whether the files a reply names are the sender's to give, and of the kinds asked for."""

from collections.abc import Iterator
from pathlib import PurePath
from uuid import UUID

from app import forms
from app.cases import Document, documents
from app.tasks.situation import Situation

LOST = "这个文件已失效，请重新上传。"


def unfit(clean: forms.Clean, situation: Situation) -> Iterator[tuple[str, str]]:
    """Yield field and sentence for each file that is missing, another's, or of a wrong kind.

    To be asked in the transaction that keeps the reply, or undoes everything.
    """
    held = [(name, field, ids or []) for name, field, ids in clean.held("filepicker")]
    ids = [found for _, _, texts in held for text in texts if (found := _id(text))]
    known = {str(each.id): each for each in _found(ids, situation)}
    for name, field, texts in held:
        for text in texts:
            paper = known.get(text.lower())
            if paper is None or not _may_give(paper, situation):
                yield name, LOST
            elif not accepts(field.accept, paper):
                yield name, f"“{paper.name}”的类型不对，只能上传“{field.accept}”。"


def accepts(accept: str, document: Document) -> bool:
    """Tell whether a file is of the kinds listed as HTML lists them: .jpg, image/*, …"""
    kinds = [kind.strip().lower() for kind in accept.split(",") if kind.strip()]
    suffix, media_type = PurePath(document.name).suffix.lower(), document.media_type
    family = media_type.split("/")[0] + "/*"
    return not kinds or bool({suffix, media_type, family} & set(kinds))


def _found(ids: list[UUID], situation: Situation) -> list[Document]:
    """Return the files; those for a case become its own in the same statement."""
    if not ids:
        return []
    if situation.case is None:
        return documents.named(ids)
    return documents.taken(ids, situation.case.id, actor=situation.actor)


def _may_give(document: Document, situation: Situation) -> bool:
    if document.case_id is None:
        return document.uploaded_by_id == situation.actor.user_id
    return situation.case is not None and document.case_id == situation.case.id


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
