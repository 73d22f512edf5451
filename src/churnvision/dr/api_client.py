"""Asks the running application over HTTP, with a time limit: the only way recovery ever speaks to it."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from churnvision.kit.errors import ServiceUnavailable

_SECONDS = 30.0


class ApiSilent(ServiceUnavailable):
    """The API does not answer as it should."""

    code = "api_silent"


@dataclass(frozen=True, slots=True)
class Api:
    """An API by its address, as http://127.0.0.1:8000."""

    url: str

    def health(self) -> dict[str, Any]:
        """The document of /health, also when it says that something is down. Raises ApiSilent."""
        return self._ask("/health", None, None)

    def sign_in(self, username: str, password: str) -> str:
        """An access token. Raises ApiSilent when the sign-in is refused."""
        answer = self._ask("/api/v1/auth/login", None, {"username": username, "password": password})
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise ApiSilent(f"{self.url} does not let {username} sign in ({_reason(answer)}).")
        return token

    def get(self, path: str, token: str) -> dict[str, Any]:
        """What a signed-in user reads at `path`. Raises ApiSilent."""
        return self._ask(path, token, None)

    def _ask(self, path: str, token: str | None, body: dict[str, str] | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers)  # noqa: S310 - our own address
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            try:
                return dict(json.load(error))
            except (ValueError, TypeError, OSError):
                raise ApiSilent(f"{self.url}{path} answers {error.code}.") from error
        except (OSError, ValueError, TypeError) as error:
            raise ApiSilent(f"{self.url}{path} does not answer ({error}).") from error


def _reason(answer: dict[str, Any]) -> str:
    return str(answer.get("detail") or answer.get("title") or "no reason given")
