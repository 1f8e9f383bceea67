"""Does the calls of marathon-python against a real service: every_call.py MARATHON

The models of that library take no argument they do not know, so that an answer with a key too many
ends the program. Exits with 0 when every call was answered as it ought to be.
"""

import collections.abc
import json
import sys
import threading
import time

# The library still looks where Python kept it up to 3.9.
collections.Iterable = collections.abc.Iterable

from marathon import MarathonClient, MarathonHttpError
from marathon.models import MarathonApp, MarathonGroup, MarathonHealthCheck

known_keys = MarathonGroup.__init__


def with_enforce_role(self, *arguments, enforce_role=None, **others):
    known_keys(self, *arguments, **others)


# Version 0.13.0 is older than this key, which Marathon sends since 1.9.
MarathonGroup.__init__ = with_enforce_role

WEB = "/python/web"
SERVE = "exec python3 -m http.server --bind 127.0.0.1 $PORT0"


def until(what, condition):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("in vain: " + what)
        time.sleep(0.1)


def quiet(client):
    until("no deployments", lambda: not client.list_deployments())


def settled(client, app_id, tasks):
    quiet(client)

    def well():
        app = client.get_app(app_id, embed_counts=True)
        looked = not app.health_checks or app.tasks_healthy == tasks
        return app.tasks_running == tasks and app.tasks_staged == 0 and looked

    until(f"{tasks} tasks of {app_id}", well)


def refused(call):
    try:
        call()
    except MarathonHttpError as error:
        return error.status_code
    raise AssertionError("was not refused")


def ids(tasks):
    return {task.id for task in tasks}


# The library wants the plans in these whole, as Marathon sent them up to 1.7; they are read raw.
WITH_PLANS = ["deployment_info", "deployment_step_success", "deployment_success",
              "deployment_failed"]
OTHERS = ["event_stream_attached", "api_post_event", "group_change_success", "app_terminated_event",
          "status_update_event", "instance_changed_event", "instance_health_changed_event",
          "health_status_changed_event", "add_health_check_event", "remove_health_check_event",
          "failed_health_check_event", "subscribe_event", "unsubscribe_event"]


def listen(client, types):
    """Reads the stream until the program ends; what the library cannot read raises there."""
    for event in client.event_stream(event_types=OTHERS):
        types.add(event.event_type)


def listen_raw(client, types):
    for event in client.event_stream(raw=True, event_types=WITH_PLANS):
        types.add(json.loads(event)["eventType"])


def apps(client):
    check = MarathonHealthCheck(
        protocol="HTTP", path="/", port_index=0, grace_period_seconds=60,
        interval_seconds=1, timeout_seconds=5, max_consecutive_failures=0)
    created = client.create_app(WEB, MarathonApp(
        cmd=SERVE, cpus=0.05, mem=16, instances=2, ports=[0], labels={"team": "blue"},
        env={"GREETING": "good day"}, health_checks=[check]))
    assert created.id == WEB and created.version and len(created.deployments) == 1
    settled(client, WEB, 2)
    assert WEB in [app.id for app in client.list_apps(embed_tasks=True, embed_counts=True)]
    found = client.list_apps(
        cmd="http.server", label="team==blue", embed_tasks=True, embed_counts=True,
        embed_deployments=True, embed_readiness=True, embed_last_task_failure=True,
        embed_failures=True, embed_task_stats=True)
    assert [app.id for app in found] == [WEB] and len(found[0].tasks) == 2
    assert found[0].task_stats.started_after_last_scaling.stats.counts.running == 2
    app = client.get_app(WEB, embed_tasks=True, embed_task_stats=True)
    assert app.health_checks[0].protocol == "HTTP" and app.env["GREETING"] == "good day"
    assert client.scale_app(WEB, delta=1)["deploymentId"]
    settled(client, WEB, 3)
    versions = client.list_versions(WEB)
    assert len(versions) == 2 and client.get_version(WEB, min(versions)).instances == 2
    assert client.update_app(WEB, MarathonApp(labels={"team": "red"}), force=False)["version"]
    settled(client, WEB, 3)
    assert client.update_apps([MarathonApp(id=WEB, mem=20)], force=False)["deploymentId"]
    settled(client, WEB, 3)
    assert client.rollback_app(WEB, min(versions))["deploymentId"]
    settled(client, WEB, 2)
    assert client.restart_app(WEB)["version"]
    settled(client, WEB, 2)


def tasks(client):
    before = client.list_tasks(WEB)
    assert ids(before) <= ids(client.list_tasks()) and before[0].ports
    assert before[0].health_check_results[0].alive
    one = client.kill_task(WEB, before[0].id)
    assert one.id == before[0].id
    until("the end of one", lambda: one.id not in ids(client.list_tasks(WEB)))
    settled(client, WEB, 2)
    before = client.list_tasks(WEB)
    assert client.kill_given_tasks([task.id for task in before])
    until("the end of two", lambda: not ids(before) & ids(client.list_tasks(WEB)))
    settled(client, WEB, 2)
    before = client.list_tasks(WEB)
    # Not in batches: those wait for ever for tasks that have not started.
    assert ids(client.kill_tasks(WEB)) == ids(before)
    until("the end of all", lambda: not ids(before) & ids(client.list_tasks(WEB)))
    settled(client, WEB, 2)


def groups(client):
    sleeper = MarathonApp(id="/python/teams/one", cmd="sleep 1000", cpus=0.01, mem=16)
    assert client.create_group(MarathonGroup(id="/python/teams", apps=[sleeper]))["deploymentId"]
    settled(client, sleeper.id, 1)
    assert client.get_group("/python/teams").apps[0].id == sleeper.id
    assert "/python" in [group.id for group in client.list_groups()]
    assert client.scale_group("/python/teams", 2)["version"]
    settled(client, sleeper.id, 2)
    other = MarathonApp(id="/python/teams/two", cmd="sleep 1000", cpus=0.01, mem=16)
    assert client.update_group("/python/teams", MarathonGroup(apps=[other]))["version"]
    settled(client, other.id, 1)
    # Not rollback_group, whose address no Marathon ever had.
    assert client.delete_group("/python/teams", force=True)["version"]
    quiet(client)
    assert refused(lambda: client.get_group("/python/teams")) == 404


def deployments(client):
    client.create_app("/python/huge", MarathonApp(cmd="sleep 1000", cpus=100000, mem=16))
    waiting = client.list_deployments()[0]
    assert waiting.affected_apps == ["/python/huge"] and waiting.total_steps == 2
    assert waiting.current_actions[0].app == "/python/huge"
    client.reset_delay("/python/huge")
    assert client.delete_deployment(waiting.id)["deploymentId"] != waiting.id
    quiet(client)
    assert refused(lambda: client.get_app("/python/huge")) == 404
    assert not client.list_queue()


def subscriptions(client):
    url = "http://127.0.0.1:9/python"
    assert client.create_event_subscription(url)["eventType"] == "subscribe_event"
    assert url in client.list_event_subscriptions()
    assert client.delete_event_subscription(url)["eventType"] == "unsubscribe_event"


def mistakes(client):
    assert refused(lambda: client.get_app("/nobody")) == 404
    wrong = MarathonApp(cmd="true", cpus=-1)
    assert refused(lambda: client.create_app("/python/wrong", wrong)) == 422
    assert refused(lambda: client.create_app(WEB, MarathonApp(cmd="true"))) == 409


def service(client):
    until("a framework id", lambda: client.get_info().framework_id)
    info = client.get_info()
    assert info.name == "marathon" and info.framework_id and info.marathon_config.master
    assert client.get_leader()["leader"] == info.leader
    assert client.ping() in ("pong", b"pong", '"pong"', b'"pong"')
    assert "gauges" in client.get_metrics()


def main(address):
    client = MarathonClient(address)
    types = set()
    for reader in (listen, listen_raw):
        threading.Thread(
            target=reader, args=(MarathonClient(address), types), daemon=True).start()
    until("the stream", lambda: types)
    for chapter in (service, apps, tasks, groups, deployments, subscriptions, mistakes):
        chapter(client)
        print(chapter.__name__, flush=True)
    client.delete_app(WEB)
    quiet(client)
    expected = {"api_post_event", "group_change_success", "status_update_event",
                "instance_changed_event", "health_status_changed_event", "app_terminated_event",
                *WITH_PLANS}
    until("events", lambda: expected <= types)
    print("all calls answered")


if __name__ == "__main__":
    main(sys.argv[1])
