"""What runs Kapocs elsewhere knows every service, every setting and every metric, and nothing that is not there."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import SERVICES

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = {f"{service}-{kind}" for service in SERVICES for kind in ("web", "worker")}
OTHERS = {"rabbitmq", "postgres", "prometheus", "grafana", "prepare"}
COMPOSE = ROOT / "docker-compose.yml"


def yaml_of(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


def code_of(*folders: str) -> str:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts]
    return "\n".join(path.read_text() for path in files)


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_service_has_its_two_processes_everywhere() -> None:
    assert set(yaml_of("docker-compose.yml")["services"]) == PROCESSES | OTHERS
    assert {line.split(":")[0] for line in (ROOT / "deploy/Procfile").read_text().splitlines()} == PROCESSES
    jobs = yaml_of("deploy/prometheus/prometheus.yml")["scrape_configs"]
    assert {name for job in jobs for found in job.get("dns_sd_configs", []) for name in found["names"]} == PROCESSES
    assert set(SERVICES) < set(yaml_of("deploy/kubernetes/kustomization.yaml")["resources"])
    assert all((ROOT / "deploy/kubernetes" / name / "kustomization.yaml").exists() for name in SERVICES)


def test_what_may_be_scaled_has_no_name_or_port_of_its_own() -> None:
    services = yaml_of("docker-compose.yml")["services"]
    for name in PROCESSES - {"gateway-web"}:
        assert not {"container_name", "ports", "hostname"} & set(services[name]), name
        assert services[name]["healthcheck"], name
        assert services[name]["restart"] == "unless-stopped", name
        assert services[name]["image"] == services["gateway-web"]["image"], name


def test_only_those_who_sign_hold_the_signing_key() -> None:
    services = yaml_of("docker-compose.yml")["services"]
    holders = {name for name in services if "KAPOCS_IDENTITY_PRIVATE_KEY" in services[name].get("environment", {})}
    assert holders == {"gateway-web", "gateway-worker", "mailer-web", "mailer-worker"}


def test_every_setting_named_is_one_that_is_read() -> None:
    read = set(re.findall(r"[\"'](KAPOCS_[A-Z_]+)[\"']", code_of("chassis", "gateway", "services", "deploy")))
    per_service = {f"KAPOCS_{service.upper()}_{what}" for service in SERVICES for what in ("URL", "DATABASE_URL")}
    derived = {"KAPOCS_DATABASE_URL"}  # chassis.settings builds this name
    named = set(re.findall(r"^(KAPOCS_[A-Z_]+)=", (ROOT / "deploy/env.example").read_text(), re.M))
    for service in yaml_of("docker-compose.yml")["services"].values():
        named |= {name for name in service.get("environment", {}) if name.startswith("KAPOCS_")}
    assert named - read - per_service - derived == set()


def test_every_setting_is_documented() -> None:
    read = set(re.findall(r"[\"'](KAPOCS_[A-Z_]+)[\"']", (ROOT / "chassis/settings.py").read_text()))
    told = set(re.findall(r"`(KAPOCS_[A-Z_]+)`", (ROOT / "docs/operating.md").read_text()))
    assert read - told == {"KAPOCS_CHEAP_PASSWORDS"}, "which is for tests"


def test_every_metric_watched_is_one_that_is_counted() -> None:
    counted = set(re.findall(r"[\"'](kapocs_[a-z_]+)[\"']", code_of("chassis", "services", "gateway")))
    watched = set()
    for path in ("deploy/prometheus/alerts.yml", "deploy/grafana/dashboards/kapocs.json"):
        watched |= set(re.findall(r"\bkapocs_[a-z_]+", (ROOT / path).read_text()))
    names = {re.sub(r"_(bucket|count|sum)$", "", name) for name in watched}
    assert names
    assert names - counted == set()


def test_the_dashboard_asks_prometheus_only() -> None:
    panels = json.loads((ROOT / "deploy/grafana/dashboards/kapocs.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["targets"] and panel["datasource"]["uid"] == "prometheus" for panel in panels)


def test_fresh_settings_have_a_secret_behind_every_name_that_needs_one(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "deploy"))
    try:
        import env
    finally:
        sys.path.remove(str(ROOT / "deploy"))
    example = (ROOT / "deploy/env.example").read_text()
    path = tmp_path / "env"
    path.write_text(env.filled(example))
    first = env.read(path)
    path.write_text(env.filled(example))
    second = env.read(path)
    secret = {*env.MADE, "KAPOCS_IDENTITY_PRIVATE_KEY", "KAPOCS_IDENTITY_PUBLIC_KEY"}
    assert secret <= set(first)
    assert all(first[name] and first[name] != second[name] for name in secret)
    assert first["KAPOCS_DATABASE_PASSWORD"] in first["KAPOCS_DATABASE_URL"]
    assert "{service}" in first["KAPOCS_DATABASE_URL"]


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "deploy/requirements-node.lock", "package-lock.json"]
)
def test_the_locks_name_no_address_and_check_every_file(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|\"resolved\"|index-url|find-links", text)
    if lock.endswith(".json"):
        packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
        assert all(entry.get("integrity") for entry in packages.values())
    else:
        assert len(re.findall(r"^[a-z0-9]", text, re.M)) == len(
            re.findall(r"^[a-z0-9].*\\\n {4}--hash=sha256:", text, re.M)
        )


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool (Debian: prometheus) is missing")
def test_prometheus_takes_its_settings_and_the_alerts_fire() -> None:
    run("promtool", "check", "config", "deploy/prometheus/prometheus.yml")
    assert "SUCCESS" in run("promtool", "test", "rules", "deploy/prometheus/alerts.test.yml")


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is missing")
def test_compose_takes_its_settings() -> None:
    run("docker-compose", "-f", COMPOSE, "config", "--quiet")


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is missing")
def test_the_kubernetes_manifests_build() -> None:
    documents = list(yaml.safe_load_all(run("kubectl", "kustomize", "deploy/kubernetes")))
    deployments = {document["metadata"]["name"] for document in documents if document["kind"] == "Deployment"}
    assert deployments == PROCESSES
