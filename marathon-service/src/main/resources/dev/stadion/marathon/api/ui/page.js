import { ask, askOrElse, at, cell, el, keepLooking, link, number, row, show, timeOf }
  from './parts.js';

const EVERY_MS = 3000;
const MOST_APPS = 100;
const MOST_DEPLOYMENTS = 20;
const MOST_EVENTS = 30;
const EVENTS = [
  'add_health_check_event', 'api_post_event', 'app_terminated_event', 'deployment_failed',
  'deployment_info', 'deployment_step_failure', 'deployment_step_success', 'deployment_success',
  'failed_health_check_event', 'group_change_failed', 'group_change_success',
  'health_status_changed_event', 'instance_changed_event', 'instance_health_changed_event',
  'pod_created_event', 'pod_deleted_event', 'pod_updated_event', 'remove_health_check_event',
  'scheduler_disconnected_event', 'scheduler_registered_event', 'scheduler_reregistered_event',
  'status_update_event', 'subscribe_event', 'unhealthy_instance_kill_event',
  'unknown_instance_terminated_event', 'unsubscribe_event',
];

/** Ids are paths: their slashes stay, but for the first. */
const path = id => id.split('/').slice(1).map(encodeURIComponent).join('/');

function stateOf(app) {
  if (app.deployments.length > 0) {
    return el('td', 'busy', 'deploying');
  }
  if (app.tasksUnhealthy > 0) {
    return el('td', 'bad', app.tasksUnhealthy + ' unhealthy');
  }
  if (app.tasksRunning < app.instances) {
    return el('td', 'bad', app.instances - app.tasksRunning + ' missing');
  }
  return el('td', 'good', app.instances === 0 ? 'suspended' : 'running');
}

/** Of those that somebody looks after; empty when nobody does. */
function healthOf(app) {
  const judged = app.tasksHealthy + app.tasksUnhealthy;
  return judged === 0 ? '' : app.tasksHealthy + ' of ' + judged;
}

async function apps() {
  const part = at('filter').value.trim();
  const answer = await ask(
    'v2/apps?embed=apps.counts&embed=apps.deployments&limit=' + MOST_APPS +
    '&fields=id,instances,tasksRunning,tasksHealthy,tasksUnhealthy,deployments' +
    (part === '' ? '' : '&id=' + encodeURIComponent(part)));
  show('apps', answer.apps.map(app => row(
    cell(link('v2/apps/' + path(app.id), app.id)),
    number(app.tasksRunning + ' of ' + app.instances),
    number(healthOf(app)),
    stateOf(app))), part === '' ? 'There are no apps.' : 'No app is called so.');
  at('apps-count').textContent = answer.apps.length + (answer.next ? ' of more' : '');
  at('apps-more').textContent = answer.next ? 'There are more apps: look for a part of an id.' : '';
}

const COLOURS = { STABLE: 'good', DEGRADED: 'bad', TERMINAL: 'busy' };

async function pods() {
  const all = await ask('v2/pods/::status');
  show('pods', all.map(pod => row(
    cell(link('v2/pods/' + path(pod.id) + '::status', pod.id)),
    number(pod.instances.filter(i => i.status === 'STABLE').length + ' of ' +
      pod.spec.scaling.instances),
    el('td', COLOURS[pod.status] || '', pod.status.toLowerCase()))), 'There are no pods.');
  at('pods-count').textContent = all.length;
}

async function deployments() {
  const all = await ask('v2/deployments');
  const some = all.slice(0, MOST_DEPLOYMENTS);
  const waits = await Promise.all(some.map(async deployment =>
    (await askOrElse('v2/deployments/' + encodeURIComponent(deployment.id), {})).waitingFor || []));
  show('deployments', some.map((deployment, i) => el('div', 'deployment',
    link('v2/deployments/' + encodeURIComponent(deployment.id), deployment.id),
    ' of ' + deployment.affectedApps.concat(deployment.affectedPods).join(', ') +
      ', step ' + deployment.currentStep + ' of ' + deployment.totalSteps,
    el('ul', '', ...waits[i].map(w => el('li', '', w.app + ': ' + w.message))))),
    'Nothing is being deployed.');
  at('deployments-count').textContent = all.length;
}

function why(item) {
  const reasons = item.processedOffersSummary.rejectSummaryLastOffers
    .filter(reason => reason.declined > 0)
    .map(reason => reason.reason + ' (' + reason.declined + ')');
  if (item.delay.timeLeftSeconds > 0) {
    reasons.unshift('delayed for ' + item.delay.timeLeftSeconds + ' s');
  }
  return reasons.join(', ') || 'no offer yet';
}

async function queue() {
  const all = (await ask('v2/queue')).queue;
  show('queue', all.map(item => row(
    cell((item.app || item.pod).id),
    number(item.count),
    el('td', 'time', timeOf(item.since)),
    cell(why(item)))), 'Nobody waits.');
  at('queue-count').textContent = all.length;
}

async function about() {
  const info = await ask('v2/info');
  at('about').textContent = info.name + ' ' + info.version + ', led by ' + info.leader +
    (info.frameworkId ? ', framework ' + info.frameworkId : ', not registered with a master');
}

function told(event) {
  const said = JSON.parse(event.data);
  const subject = said.instanceId || said.taskId || said.appId || said.runSpecId || said.groupId ||
    said.id || (said.plan && said.plan.id) || said.uri || '';
  const condition = said.taskStatus || said.condition || '';
  at('events').prepend(row(
    el('td', 'time', timeOf(said.timestamp)),
    cell(event.type + (condition === '' ? '' : ' ' + condition)),
    cell(subject)));
  while (at('events').rows.length > MOST_EVENTS) {
    at('events').lastElementChild.remove();
  }
}

at('filter').addEventListener('input', () => apps().catch(() => {}));
const events = new EventSource('../v2/events?plan-format=light');
EVENTS.forEach(type => events.addEventListener(type, told));
keepLooking([deployments, apps, pods, queue, about], EVERY_MS);
