// Texts for people.

/** Enough of a long text to identify it. */
export function short(text) {
  return text.length <= 28 ? text : `${text.slice(0, 14)}…${text.slice(-8)}`;
}

/** The time of day, and the day where it is another than today's by the demo's clock. */
export function time(instant, now) {
  if (!instant) return '–';
  const iso = new Date(instant).toISOString();
  const day = now && now.toISOString().slice(0, 10) === iso.slice(0, 10) ? '' : `${iso.slice(0, 10)} `;
  return `${day}${iso.slice(11, 19)}`;
}

export function duration(seconds) {
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / 86400), 'd'], [Math.floor(whole / 3600) % 24, 'h'], [Math.floor(whole / 60) % 60, 'min'], [whole % 60, 's']];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 s';
}

/** Another character in the middle of a part of a text. */
export function changed(text, index) {
  const other = text[index] === 'A' ? 'B' : 'A';
  return text.slice(0, index) + other + text.slice(index + 1);
}

export function element(name, { text, className, ...attributes } = {}, children = []) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
