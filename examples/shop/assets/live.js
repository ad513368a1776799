// The session page without a reload: the listeners' log, the attributes, and the time that is left.
// Everything on the page works without this script, with "Refresh" in its place.

const element = (id) => document.getElementById(id);
const LONGEST_LOG = 200;

const clock = element('remaining');
const bar = element('remaining-bar');
let deadline = clock === null ? Infinity : performance.now() + bar.max * 1000;

const source = new EventSource(element('live').dataset.stream);

source.addEventListener('open', () => {
  element('live-badge').hidden = false;
  element('refresh').hidden = true;
});

// Tries again by itself, unless the session is gone by then.
source.addEventListener('error', () => {
  element('live-badge').hidden = true;
  element('refresh').hidden = false;
});

// The markup comes from the same templates as the page, which escape every value.
source.addEventListener('replace', (event) => {
  const { id, html } = JSON.parse(event.data);
  element(id).innerHTML = html;
});

source.addEventListener('prepend', (event) => {
  const { id, html } = JSON.parse(event.data);
  const list = element(id);
  list.insertAdjacentHTML('afterbegin', html);
  list.firstElementChild.classList.add('fresh');
  while (list.children.length > LONGEST_LOG) list.lastElementChild.remove();
});

source.addEventListener('touched', (event) => {
  const seconds = JSON.parse(event.data);
  if (clock === null || seconds <= 0) return;
  bar.max = seconds;
  deadline = performance.now() + seconds * 1000;
  tick();
});

source.addEventListener('ended', () => {
  source.close();
  deadline = performance.now();
  tick();
  element('ended').hidden = false;
  document.querySelector('.notice[role=status]')?.remove();
  element('live-badge').hidden = true;
});

function tick() {
  if (clock === null) return;
  const seconds = Math.max(0, (deadline - performance.now()) / 1000);
  const whole = Math.ceil(seconds);
  clock.textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  bar.value = seconds;
}

setInterval(tick, 250);
