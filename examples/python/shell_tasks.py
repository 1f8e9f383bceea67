"""Runs a shell command so many times on a cluster, restarts what failed, and ends when all have
finished: shell_tasks.py MASTER [TASKS [COMMAND]]. On pymesos, as it is.
"""
import getpass
import sys
import threading

from pymesos import MesosSchedulerDriver, Scheduler

CPUS = 0.1
MEM = 32
A_LONG_TIME = {'refuse_seconds': 3600.0}
RUNNING = {'TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'}


class ShellTasks(Scheduler):
    """Everything happens on the driver's one thread, so there is no lock."""

    def __init__(self, tasks, command):
        self.command = command
        self.waiting = [(number, 1) for number in range(1, tasks + 1)]
        self.launched = {}
        self.done = threading.Event()

    def registered(self, driver, framework_id, master_info):
        print('subscribed as', framework_id['value'])

    def resourceOffers(self, driver, offers):
        for offer in offers:
            tasks = []
            cpus, mem = scalar(offer, 'cpus'), scalar(offer, 'mem')
            while self.waiting and cpus >= CPUS and mem >= MEM:
                number, attempt = self.waiting.pop(0)
                task = self.task(number, attempt, offer['agent_id'])
                self.launched[task['task_id']['value']] = (number, attempt)
                tasks.append(task)
                cpus, mem = cpus - CPUS, mem - MEM
            if tasks:
                driver.launchTasks(offer['id'], tasks, A_LONG_TIME)
            else:
                driver.declineOffer(offer['id'], A_LONG_TIME)

    def task(self, number, attempt, agent):
        name = 'shell-%d.%d' % (number, attempt)
        variables = [{'name': 'TASK', 'value': str(number)},
                     {'name': 'ATTEMPT', 'value': str(attempt)}]
        return {
            'name': name,
            'task_id': {'value': name},
            'agent_id': agent,
            'command': {'value': self.command, 'environment': {'variables': variables}},
            'resources': [
                {'name': 'cpus', 'type': 'SCALAR', 'scalar': {'value': CPUS}},
                {'name': 'mem', 'type': 'SCALAR', 'scalar': {'value': MEM}},
            ],
        }

    def statusUpdate(self, driver, status):
        name, state = status['task_id']['value'], status['state']
        if name not in self.launched:
            return
        print(name, 'is', state, status.get('message', ''))
        if state in RUNNING:
            return
        number, attempt = self.launched.pop(name)
        if state != 'TASK_FINISHED':
            self.waiting.append((number, attempt + 1))
            driver.reviveOffers()
        if not self.waiting and not self.launched:
            self.done.set()

    def error(self, driver, message):
        print('refused:', message, file=sys.stderr)
        self.done.set()


def scalar(offer, name):
    return sum(r['scalar']['value'] for r in offer['resources'] if r['name'] == name)


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: shell_tasks.py MASTER [TASKS [COMMAND]]')
    master = sys.argv[1].replace('http://', '').rstrip('/')
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    command = sys.argv[3] if len(sys.argv) > 3 else 'echo task $TASK, attempt $ATTEMPT'
    scheduler = ShellTasks(tasks, command)
    framework = {'user': getpass.getuser(), 'name': 'shell-tasks (Python)', 'failover_timeout': 60}
    driver = MesosSchedulerDriver(scheduler, framework, master)
    driver.start()
    scheduler.done.wait()
    driver.stop()
    driver.join()
    if scheduler.waiting or scheduler.launched:
        sys.exit(1)
    print('all %d tasks have finished' % tasks)


if __name__ == '__main__':
    main()
