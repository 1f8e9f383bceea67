import { ask, askOrElse, at, cell, el, keepLooking, link, number, row, show }
  from './parts.js';

const API = 'v1/scheduler/';
const EVERY_MS = 5000;
const MOST_JOBS = 50;
const MOST_RUNS = 30;

const time = stamp => el('td', 'time', stamp ? new Date(stamp).toLocaleString() : '');

const job = name => API + 'job/' + encodeURIComponent(name);

async function nextOf(shown) {
  const next = await askOrElse(job(shown.name) + '/next?count=1', { fireTimes: [] });
  return next.suspended ? '' : next.fireTimes[0];
}

function when(shown) {
  return shown.disabled
    ? el('td', 'none', 'disabled')
    : cell(shown.parents ? 'after ' + shown.parents.join(', ') : String(shown.cron || shown.schedule));
}

async function jobs() {
  const any = at('filter').value.trim();
  const found = await ask(
    API + 'jobs/search?limit=' + (MOST_JOBS + 1) + '&any=' + encodeURIComponent(any));
  const some = found.slice(0, MOST_JOBS);
  const next = await Promise.all(some.map(shown => (shown.parents ? '' : nextOf(shown))));
  show('jobs', some.map((shown, i) => row(
    cell(link(job(shown.name) + '/runs', shown.name)),
    when(shown),
    time(next[i]),
    time(shown.lastSuccess),
    time(shown.lastError),
    number(shown.successCount),
    el('td', shown.errorsSinceLastSuccess > 0 ? 'number bad' : 'number',
      String(shown.errorCount)))),
    any === '' ? 'There are no jobs.' : 'No job is like that.');
  at('jobs-count').textContent = some.length + (found.length > some.length ? ' of more' : '');
  at('jobs-more').textContent =
    found.length > some.length ? 'There are more jobs: look for a part of a name.' : '';
}

async function queue() {
  const waiting = (await ask(API + 'queue?limit=' + MOST_RUNS)).items;
  show('queue', waiting.map(run => row(
    cell(run.job), time(run.queuedAt), cell(run.blockedBy))), 'Nobody waits.');
  at('queue-count').textContent = waiting.length;
}

const COLOURS = {
  SUCCEEDED: 'good', FAILED: 'bad', TIMED_OUT: 'bad', LOST: 'bad', UPSTREAM_FAILED: 'bad',
  QUEUED: 'busy', STAGING: 'busy', RUNNING: 'busy', RETRY_WAIT: 'busy',
};

async function runs() {
  const last = (await ask(API + 'runs?limit=' + MOST_RUNS)).items;
  show('runs', last.map(run => row(
    cell(link(API + 'runs/' + encodeURIComponent(run.runId), run.job)),
    time(run.scheduledTime),
    el('td', COLOURS[run.state] || '', run.state.toLowerCase()),
    cell(run.trigger),
    number(run.attempts.length))), 'Nothing has run yet.');
}

async function about() {
  const leader = (await ask(API + 'leader')).leader;
  at('about').textContent = leader ? 'led by ' + leader : 'nobody leads';
}

at('filter').addEventListener('input', () => jobs().catch(() => {}));
keepLooking([jobs, queue, runs, about], EVERY_MS);
