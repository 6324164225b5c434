"""Text that no database keeps and nobody types: NUL, and halves of characters. It is refused at the door, once."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from lingnan.kernel.errors import LingnanError

from .shell import refuse

NUL = "\0"


class TextIllegible(LingnanError):
    """Something that was sent holds a character that can't be written down."""

    code = "text-illegible"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "您填写或打开的内容里有一个无法保存的控制字符，什么都没有改变。请返回上一页，把那一格清空后重新输入。"


class LegibleRequests:
    """Lets no view see illegible text. A cookie that holds some is not one of ours, and goes unread.

    It stands before the session, which asks the database for what its cookie says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if is_legible(value)}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Refuse it when reader and language are known."""
        given = [*request.GET.lists(), *request.POST.lists()]
        return None if is_legible(given) else refuse(request, TextIllegible())


def is_legible(value: Any) -> bool:
    """Whether every text in a text, or in what JSON makes of lists and objects, can be kept (UTF-8 without NUL)."""
    return all(NUL not in text and not any("\ud800" <= each <= "\udfff" for each in text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.items()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
