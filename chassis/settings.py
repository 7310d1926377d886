"""All settings come from the environment; this is the one place that reads it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

SERVICES = ("gateway", "contacts", "sales", "inventory", "helpdesk", "mailer")


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


@dataclass(frozen=True)
class Settings:
    """What one process needs to know of its surroundings."""

    profile: str = "embedded"
    data_dir: Path = Path("var")
    port: int = 8000
    amqp_url: str = "amqp://guest:guest@127.0.0.1:5672//"
    amqp_heartbeat: int = 10
    event_days: int = 0
    metrics_port: int = 0
    public_url: str = "http://127.0.0.1:8000"
    identity_private_key: str = ""
    identity_public_key: str = ""
    secret_key: str = ""
    smtp_url: str = ""
    mail_from: str = "Kapocs <kapocs@localhost>"
    admin_password: str = ""
    demo: bool = True
    proxies: int = 0
    host: str = "127.0.0.1"
    log_level: str = "WARNING"
    former_after_months: int = 24
    due_prospect_months: int = 24
    due_former_years: int = 8
    erasure_four_eyes: bool = False
    cheap_passwords: bool = False
    database_urls: dict[str, str] = field(default_factory=dict)
    database_admin_url: str = "postgresql://postgres@127.0.0.1:5432/postgres"
    service_urls: dict[str, str] = field(default_factory=dict)

    @property
    def embedded(self) -> bool:
        """True when all services live in this process."""
        return self.profile == "embedded"

    def database_url(self, service: str) -> str:
        """Where the service's own database is; SQLite under the data folder unless told otherwise."""
        if url := self.database_urls.get(service):
            return url
        if template := self.database_urls.get("*"):
            return template.replace("{service}", service)
        return f"sqlite:///{self.data_dir / service}.db"

    def service_url(self, service: str) -> str:
        """Where the service's web process answers."""
        if url := self.service_urls.get(service):
            return url
        return self.service_urls.get("*", "http://{service}:8000").replace("{service}", service)


def _per_service(suffix: str) -> dict[str, str]:
    found = {name: _env(f"KAPOCS_{name.upper()}_{suffix}") for name in SERVICES}
    found["*"] = _env(f"KAPOCS_{suffix}") if suffix == "DATABASE_URL" else _env("KAPOCS_SERVICE_URL")
    return {name: url for name, url in found.items() if url}


def from_environment() -> Settings:
    """Read the settings of this process."""
    port = int(_env("PORT", "8000"))
    return Settings(
        profile=_env("KAPOCS_PROFILE", "embedded"),
        data_dir=Path(_env("KAPOCS_DATA_DIR", "var")),
        port=port,
        amqp_url=_env("KAPOCS_AMQP_URL", Settings.amqp_url),
        amqp_heartbeat=int(_env("KAPOCS_AMQP_HEARTBEAT", "10")),
        event_days=int(_env("KAPOCS_EVENT_DAYS", "0")),
        metrics_port=int(_env("KAPOCS_METRICS_PORT", "0")),
        public_url=_env("KAPOCS_PUBLIC_URL", f"http://127.0.0.1:{port}"),
        identity_private_key=_env("KAPOCS_IDENTITY_PRIVATE_KEY"),
        identity_public_key=_env("KAPOCS_IDENTITY_PUBLIC_KEY"),
        secret_key=_env("KAPOCS_SECRET_KEY"),
        smtp_url=_env("KAPOCS_SMTP_URL"),
        mail_from=_env("KAPOCS_MAIL_FROM", Settings.mail_from),
        admin_password=_env("KAPOCS_ADMIN_PASSWORD"),
        demo=_env("KAPOCS_DEMO", "1") != "0",
        proxies=int(_env("KAPOCS_PROXIES", "0")),
        host=_env("KAPOCS_HOST", Settings.host),
        log_level=_env("KAPOCS_LOG_LEVEL", Settings.log_level).upper(),
        former_after_months=int(_env("KAPOCS_FORMER_AFTER_MONTHS", "24")),
        due_prospect_months=int(_env("KAPOCS_DUE_PROSPECT_MONTHS", "24")),
        due_former_years=int(_env("KAPOCS_DUE_FORMER_YEARS", "8")),
        erasure_four_eyes=_env("KAPOCS_ERASURE_FOUR_EYES") == "1",
        cheap_passwords=_env("KAPOCS_CHEAP_PASSWORDS") == "1",
        database_urls=_per_service("DATABASE_URL"),
        database_admin_url=_env("KAPOCS_DATABASE_ADMIN_URL", Settings.database_admin_url),
        service_urls=_per_service("URL"),
    )
