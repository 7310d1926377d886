"""A service's HTTP API, called from the gateway or (for documents named in an event) from another service.

The same interface in both profiles: in the embedded one the service's WSGI app is called in this process.
"""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol
from urllib.parse import quote, unquote_to_bytes, urlencode

import orjson
import requests
from requests.adapters import HTTPAdapter

from chassis.identity import HEADER, Identity, Signer
from chassis.settings import Settings
from chassis.streaming import Body, Streamed

UPLOAD_TIMEOUT = 900.0  # seconds: a large file is read to its end before it is answered
Params = Mapping[str, str] | Iterable[tuple[str, str]]


class Unreachable(Exception):
    """The service does not answer."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(f"{service} does not answer: {why}")
        self.service = service


@dataclass(frozen=True)
class Answer:
    """What a service answered. `chunks` streams the body; `content` reads it whole."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterable[bytes] = field(repr=False, default=())
    close: Callable[[], None] = field(repr=False, default=lambda: None)

    @property
    def content(self) -> bytes:
        """The whole body."""
        cached = self.__dict__.get("_content")
        if cached is None:
            cached = b"".join(self.chunks)
            self.close()
            self.__dict__["_content"] = cached
        return cached

    @property
    def json(self) -> Any:
        """The body read as JSON; None when it is empty."""
        return orjson.loads(self.content) if self.content else None


class Transport(Protocol):
    """Sends one request to one service; raises Unreachable."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> Answer:
        """Send it."""
        ...


class LocalTransport:
    """Calls the service's WSGI app in this process."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> Answer:
        """Call the app."""
        environ = _environ(method, path, headers, body)
        started: list[Any] = []

        def start_response(status: str, response_headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            started[:] = [int(status[:3]), dict(response_headers)]
            return lambda _data: None

        chunks = self._app(environ, start_response)
        return Answer(started[0], started[1], chunks, getattr(chunks, "close", lambda: None))


def _environ(method: str, path: str, headers: Mapping[str, str], body: Body) -> dict[str, Any]:
    raw_path, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body if isinstance(body, Streamed) else io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


class HttpTransport:
    """Calls the service over HTTP with kept connections."""

    def __init__(self, service: str, base_url: str, timeout: float = 30) -> None:
        self._service, self._base, self._timeout = service, base_url.rstrip("/"), timeout
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=64)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> Answer:
        """Send the request; the body of the answer is streamed."""
        url = f"{self._base}{quote(path, safe='/?&=%[]+:,~-._!*()')}"
        try:
            response = self._session.request(
                method, url, headers=dict(headers), data=body or None, stream=True,
                timeout=(3, UPLOAD_TIMEOUT if isinstance(body, Streamed) else self._timeout),
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise Unreachable(self._service, type(error).__name__) from error
        return Answer(response.status_code, response.headers, response.iter_content(65536), response.close)


@dataclass(frozen=True)
class ServiceClient:
    """Calls one service as some identity."""

    service: str
    transport: Transport
    signer: Signer

    def request(
        self,
        method: str,
        path: str,
        identity: Identity | None,
        *,
        json: Any = None,
        params: Params | None = None,
        body: Body = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; Unreachable when the service does not answer. `identity=None` sends none (public routes)."""
        sent = dict(headers or {})
        if identity is not None:
            sent[HEADER] = self.signer.sign(identity, self.service)
        if json is not None:
            body = orjson.dumps(json)
            sent["Content-Type"] = "application/json"
        if params:
            path = f"{path}?{urlencode(list(params.items() if isinstance(params, Mapping) else params))}"
        return self.transport.send(method, path, sent, body)


_local_apps: dict[tuple[str, str], Callable[..., Iterable[bytes]]] = {}


def register_local(service: str, settings: Settings, app: Callable[..., Iterable[bytes]]) -> None:
    """Make a service reachable in this process: the embedded profile does so for all of them."""
    _local_apps[str(settings.data_dir.absolute()), service] = app


def connect(service: str, settings: Settings) -> ServiceClient:
    """A client of a service: in this process when it is registered here, over HTTP otherwise."""
    signer = _signer(settings)
    app = _local_apps.get((str(settings.data_dir.absolute()), service)) if settings.embedded else None
    transport: Transport = LocalTransport(app) if app else HttpTransport(service, settings.service_url(service))
    return ServiceClient(service, transport, signer)


_signers: dict[str, Signer] = {}


def _signer(settings: Settings) -> Signer:
    from chassis.runtime import with_keys

    key = with_keys(settings).identity_private_key
    if key not in _signers:
        _signers[key] = Signer(key)
    return _signers[key]
