/*
 * What the pages of all services share. Everything that comes from an API becomes text or part of
 * a path, never markup.
 */

export const at = id => document.getElementById(id);

/** An element with text or other elements in it. */
export function el(name, className, ...inside) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...inside);
  return element;
}

export const cell = (...inside) => el('td', '', ...inside);

export const number = text => el('td', 'number', String(text));

export const row = (...cells) => el('tr', '', ...cells);

/**
 * @param path below the root of the API; whatever is data in it is encoded
 */
export function link(path, text) {
  const a = el('a', '', text);
  a.href = '../' + path;
  return a;
}

/** Puts elements in the place of those that were there. */
export function show(id, elements, nothing) {
  at(id).replaceChildren(...(elements.length > 0 ? elements : [none(at(id), nothing)]));
}

function none(place, nothing) {
  if (place.tagName !== 'TBODY') {
    return el('p', 'none', nothing);
  }
  const wide = el('td', 'none', nothing);
  wide.colSpan = place.parentElement.tHead.rows[0].cells.length;
  return row(wide);
}

export const timeOf = stamp => new Date(stamp).toLocaleTimeString();

/**
 * @throws Error when the answer is not one
 */
export async function ask(path) {
  const answer = await fetch('../' + path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(path + ' is answered with ' + answer.status);
  }
  return answer.json();
}

/** As ask, of what may be gone by now. */
export async function askOrElse(path, otherwise) {
  try {
    return await ask(path);
  } catch (gone) {
    return otherwise;
  }
}

async function look(looks) {
  const asked = await Promise.allSettled(looks.map(one => one()));
  const failed = asked.filter(each => each.status === 'rejected').map(each => each.reason.message);
  at('state').textContent = failed.length > 0 ? failed[0] : 'as of ' + timeOf(Date.now());
  at('state').className = failed.length > 0 ? 'bad' : '';
}

/** Each look is taken some time after the last has ended, and only while somebody sees it. */
export async function keepLooking(looks, everyMs) {
  if (!document.hidden) {
    await look(looks);
  }
  setTimeout(keepLooking, everyMs, looks, everyMs);
}
