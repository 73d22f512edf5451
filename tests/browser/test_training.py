"""Training from the page, live."""

from playwright.sync_api import Response, expect

from tests.browser.conftest import SignedIn
from tests.browser.running_product import RunningProduct
from tests.browser.test_accessibility import serious_findings


def test_a_training_is_followed_live_and_makes_a_version(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    page.goto("/models")
    versions = product.ask("SELECT count(*) FROM model_versions")
    streams: list[Response] = []
    page.on("response", lambda answer: streams.append(answer) if "/events" in answer.url else None)
    page.get_by_role("button", name="Train a new model").click()
    progress = page.get_by_role("progressbar")
    expect(progress).to_be_visible()
    page.wait_for_function(
        "() => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > 0",
        timeout=60_000,
    )
    assert streams
    for stream in streams:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert "token" not in stream.url
    expect(progress).to_have_count(0, timeout=120_000)
    expect(page.get_by_role("table", name="Model versions").get_by_role("row")).to_have_count(versions + 2)


def test_a_version_shows_its_quality_as_stored(signed_in: SignedIn, product: RunningProduct) -> None:
    version = product.ask("SELECT id FROM model_versions WHERE status = 'promoted'")
    auc = product.ask("SELECT (metrics->>'auc')::float FROM model_versions WHERE id = %s", version)
    page = signed_in()
    page.goto(f"/models/{version}")
    quality = page.get_by_role("region", name="Quality")
    expect(quality).to_contain_text(f"AUC{auc:.3f}")
    expect(page.get_by_role("img", name="groups of people")).to_be_visible()
    expect(page.get_by_role("table", name="Files")).to_contain_text("churn_model.joblib")


def test_a_training_can_be_cancelled(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    page.goto("/models")
    page.get_by_role("button", name="Train a new model").click()
    page.get_by_role("button", name="Cancel training").click()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=60_000)
    newest = "SELECT status FROM training_jobs ORDER BY id DESC LIMIT 1"
    assert product.ask(newest) == "cancelled"
    expect(page.get_by_role("table", name="Last runs").get_by_role("row").nth(1)).to_contain_text("Cancelled")


def test_a_version_that_may_not_forecast_says_why_in_place_of_its_promotion(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    reason = "The model is not shown to be better than the base rate."
    job = product.ask("INSERT INTO training_jobs (status, options) VALUES ('succeeded', '{}') RETURNING id")
    version = product.ask(
        """INSERT INTO model_versions
             (training_job_id, shape, algorithm, as_of, attributes, metrics, manifest)
           SELECT %s, shape, algorithm, as_of, attributes,
             metrics || jsonb_build_object('comparison',
               metrics->'comparison' || jsonb_build_object('fit', false, 'reason', %s::text)), manifest
           FROM model_versions WHERE status = 'promoted' RETURNING id""",
        job,
        reason,
    )
    page = signed_in()
    page.goto(f"/models/{version}")
    comparison = page.get_by_role("region", name="Beside simple forecasts")
    expect(comparison).to_contain_text(f"This version may not forecast. {reason}")
    expect(comparison.get_by_role("row").filter(has_text="Base rate")).to_contain_text("better by")
    button = page.get_by_role("button", name="Promote")
    expect(button).to_be_disabled()
    button.hover(force=True)
    expect(page.get_by_role("tooltip")).to_have_text(reason)
    button.click(force=True)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert serious_findings(page) == []
    assert product.ask("SELECT status FROM model_versions WHERE id = %s", version) == "candidate"


def test_a_version_is_rolled_back_from_the_page_after_a_question(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    present = product.ask("SELECT id FROM model_versions WHERE status = 'promoted'")
    other = product.ask(
        "SELECT max(id) FROM model_versions"
        " WHERE status <> 'promoted' AND (metrics->'comparison'->>'fit')::boolean"
    )
    with product.api() as api:
        api.post(f"/models/{other}/promote").raise_for_status()
    page = signed_in()
    page.goto("/models")
    page.get_by_role("button", name="Roll back").click()
    question = page.get_by_role("dialog", name=f"Roll back to version {present}?")
    question.get_by_role("button", name="Roll back").click()
    history = page.get_by_role("table", name="Promotions")
    expect(history.get_by_role("row").nth(1)).to_contain_text(f"Rolled back toVersion {present}{other}ada")
    assert product.ask("SELECT id FROM model_versions WHERE status = 'promoted'") == present
    page.get_by_role("link", name=f"Version {present}").first.click()
    drift = page.get_by_role("region", name="Drift")
    expect(drift).to_contain_text("No drift: present people look and leave like those this version knows.")
    with page.expect_download() as saved:
        page.get_by_role("region", name="Model card").get_by_role("button", name="Markdown").click()
    assert saved.value.path().read_text().startswith(f"# Model version {present}\n")
