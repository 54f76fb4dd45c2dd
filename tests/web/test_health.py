"""The health page answers without anybody signed in."""

from app import jobs


def test_health_warns_until_the_clock_ticks(app, morning):
    client = app.test_client()
    before = client.get("/healthz")

    jobs.tick(morning.now)

    assert (before.status_code, before.json["clock"]) == (200, "late")
    assert client.get("/healthz").json == {
        "status": "ok",
        "database": "ok",
        "clock": "ok",
        "seconds_since_tick": 0,
    }
