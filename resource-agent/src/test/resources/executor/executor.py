"""A custom executor for tests: obeys what the data of its tasks and its messages say.

A task's data: "run" stays until it is killed, "finish" ends well, "silent" says nothing at all.
A message: "exit N" ends the executor, anything else is sent back with "echo " before it.
"""
import base64, http.client, json, os, sys, threading, time, uuid

HOST = os.environ["MESOS_AGENT_ENDPOINT"]
IDS = {
    "executor_id": {"value": os.environ["MESOS_EXECUTOR_ID"]},
    "framework_id": {"value": os.environ["MESOS_FRAMEWORK_ID"]},
}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
if "MESOS_EXECUTOR_AUTHENTICATION_TOKEN" in os.environ:
    HEADERS["Authorization"] = "Bearer " + os.environ["MESOS_EXECUTOR_AUTHENTICATION_TOKEN"]

unacknowledged_tasks = {}
unacknowledged_updates = {}
running = set()


def log(text):
    print(text, flush=True)


def call(body):
    connection = http.client.HTTPConnection(HOST, timeout=20)
    connection.request("POST", "/slave(1)/api/v1/executor", json.dumps({**IDS, **body}), HEADERS)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    log("%s %d %s" % (body["type"], answer.status, text))
    return answer.status


def say(task, state):
    name = base64.b64encode(uuid.uuid4().bytes).decode()
    status = {
        "task_id": {"value": task},
        "state": state,
        "source": "SOURCE_EXECUTOR",
        "uuid": name,
        "message": state.lower() + " says its executor",
        "data": base64.b64encode(b"\x00\xffdata").decode(),
        "healthy": True,
        "labels": {"labels": [{"key": "k", "value": "v"}]},
    }
    update = {"status": status}
    unacknowledged_updates[name] = update
    try:
        call({"type": "UPDATE", "update": update})
    except OSError as e:
        log("away: %s" % e)


def launch(info):
    task = info["task_id"]["value"]
    wish = base64.b64decode(info.get("data", "")).decode()
    unacknowledged_tasks[task] = info
    if wish == "silent":
        return
    running.add(task)
    say(task, "TASK_RUNNING")
    if wish == "finish":
        running.discard(task)
        say(task, "TASK_FINISHED")


def obey(event):
    kind = event["type"]
    log("event %s" % kind)
    if kind == "LAUNCH":
        launch(event["launch"]["task"])
    elif kind == "LAUNCH_GROUP":
        for info in event["launch_group"]["task_group"]["tasks"]:
            launch(info)
    elif kind == "KILL":
        task = event["kill"]["task_id"]["value"]
        if task in running:
            running.discard(task)
            say(task, "TASK_KILLED")
    elif kind == "ACKNOWLEDGED":
        unacknowledged_updates.pop(event["acknowledged"]["uuid"], None)
        unacknowledged_tasks.pop(event["acknowledged"]["task_id"]["value"], None)
    elif kind == "MESSAGE":
        text = base64.b64decode(event["message"]["data"]).decode()
        if text.startswith("exit "):
            os._exit(int(text[5:]))
        data = base64.b64encode(("echo " + text).encode()).decode()
        call({"type": "MESSAGE", "message": {"data": data}})
    elif kind == "SHUTDOWN":
        if os.environ.get("STUBBORN") != "1":
            os._exit(0)


def listen():
    connection = http.client.HTTPConnection(HOST)
    body = {
        "type": "SUBSCRIBE",
        "subscribe": {
            "unacknowledged_tasks": list(unacknowledged_tasks.values()),
            "unacknowledged_updates": list(unacknowledged_updates.values()),
        },
    }
    connection.request(
        "POST",
        "/api/v1/executor",
        json.dumps({**IDS, **body}),
        {**HEADERS, "Connection": "close"},
    )
    answer = connection.getresponse()
    log("SUBSCRIBE %d %s %s" % (
        answer.status, answer.getheader("Transfer-Encoding"), answer.getheader("Content-Type")))
    if answer.status != 200:
        raise OSError(answer.read().decode())
    while True:
        size = answer.readline()
        if not size:
            raise OSError("the stream ended")
        obey(json.loads(answer.read(int(size))))


def main():
    if os.environ.get("DEAF") == "1":
        time.sleep(1000)
    while True:
        try:
            listen()
        except (OSError, http.client.HTTPException) as e:
            log("disconnected: %s" % e)
            if os.environ["MESOS_CHECKPOINT"] != "1":
                sys.exit(1)
            time.sleep(0.05)


main()
