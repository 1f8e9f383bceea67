'use strict';

/*
 * Asks the public API every few seconds and shows what it says. Everything that comes from there
 * becomes text or part of a path, never markup.
 */

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

const at = id => document.getElementById(id);

/** An element with text or other elements in it. */
function el(name, className, ...inside) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...inside);
  return element;
}

function link(path, text) {
  const a = el('a', '', text);
  a.href = '../v2/' + path;
  return a;
}

/** Ids are paths: their slashes stay. */
const path = id => id.split('/').map(encodeURIComponent).join('/');

const row = (...cells) => el('tr', '', ...cells);

function show(id, elements, nothing) {
  const table = at(id).tagName === 'TBODY';
  const none = () => (table ? row(wide(nothing)) : el('p', 'none', nothing));
  at(id).replaceChildren(...(elements.length > 0 ? elements : [none()]));
}

function wide(text) {
  const cell = el('td', 'none', text);
  cell.colSpan = 4;
  return cell;
}

const time = stamp => new Date(stamp).toLocaleTimeString();

async function ask(what) {
  const answer = await fetch('../v2/' + what, { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(what + ' is answered with ' + answer.status);
  }
  return answer.json();
}

function stateOfApp(app) {
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

async function apps() {
  const part = at('filter').value.trim();
  const answer = await ask(
    'apps?embed=apps.counts&embed=apps.deployments&limit=' + MOST_APPS +
    '&fields=id,instances,tasksRunning,tasksHealthy,tasksUnhealthy,deployments' +
    (part === '' ? '' : '&id=' + encodeURIComponent(part)));
  show('apps', answer.apps.map(app => row(
    el('td', '', link('apps/' + path(app.id), app.id)),
    el('td', 'number', app.tasksRunning + ' of ' + app.instances),
    el('td', 'number', String(app.tasksHealthy)),
    stateOfApp(app))), part === '' ? 'There are no apps.' : 'No app is called so.');
  at('apps-count').textContent = answer.apps.length + (answer.next ? ' of more' : '');
  at('apps-more').textContent = answer.next ? 'There are more apps: look for a part of an id.' : '';
}

const COLOURS = { STABLE: 'good', DEGRADED: 'bad', TERMINAL: 'busy' };

async function pods() {
  const all = await ask('pods/::status');
  show('pods', all.map(pod => row(
    el('td', '', link('pods/' + path(pod.id) + '::status', pod.id)),
    el('td', 'number', pod.instances.filter(i => i.status === 'STABLE').length + ' of ' +
      (pod.spec.scaling ? pod.spec.scaling.instances : 1)),
    el('td', COLOURS[pod.status] || '', pod.status.toLowerCase()))), 'There are no pods.');
  at('pods-count').textContent = all.length;
}

async function waitingFor(id) {
  try {
    return (await ask('deployments/' + encodeURIComponent(id))).waitingFor || [];
  } catch (gone) {
    return []; // It has ended meanwhile.
  }
}

async function deployments() {
  const all = await ask('deployments');
  const some = all.slice(0, MOST_DEPLOYMENTS);
  const waits = await Promise.all(some.map(deployment => waitingFor(deployment.id)));
  show('deployments', some.map((deployment, i) => el('div', 'deployment',
    link('deployments/' + encodeURIComponent(deployment.id), deployment.id),
    ' of ' + deployment.affectedApps.concat(deployment.affectedPods || []).join(', ') +
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
  const all = (await ask('queue')).queue;
  show('queue', all.map(item => row(
    el('td', '', (item.app || item.pod).id),
    el('td', 'number', String(item.count)),
    el('td', 'time', time(item.since)),
    el('td', '', why(item)))), 'Nobody waits.');
  at('queue-count').textContent = all.length;
}

async function about() {
  const info = await ask('info');
  at('about').textContent = info.name + ' ' + info.version + ', led by ' + info.leader +
    (info.frameworkId ? ', framework ' + info.frameworkId : ', not registered with a master');
}

function told(event) {
  const said = JSON.parse(event.data);
  const subject = said.instanceId || said.taskId || said.appId || said.runSpecId || said.groupId ||
    said.id || (said.plan && said.plan.id) || said.uri || '';
  const condition = said.taskStatus || said.condition || '';
  at('events').prepend(row(
    el('td', 'time', time(said.timestamp)),
    el('td', '', event.type + (condition === '' ? '' : ' ' + condition)),
    el('td', '', subject)));
  while (at('events').rows.length > MOST_EVENTS) {
    at('events').lastElementChild.remove();
  }
}

async function look() {
  const asked = await Promise.allSettled([deployments(), apps(), pods(), queue(), about()]);
  const failed = asked.filter(each => each.status === 'rejected').map(each => each.reason.message);
  at('state').textContent = failed.length > 0 ? failed[0] : 'as of ' + time(Date.now());
  at('state').className = failed.length > 0 ? 'bad' : '';
}

/** The next look is taken some time after the last has ended, and only while somebody looks. */
async function lookAgain() {
  if (!document.hidden) {
    await look();
  }
  setTimeout(lookAgain, EVERY_MS);
}

at('filter').addEventListener('input', () => apps().catch(() => {}));
const events = new EventSource('../v2/events?plan-format=light');
EVENTS.forEach(type => events.addEventListener(type, told));
lookAgain();
