// A venue's code on a screen: the next one each minute, more of them while there is network, an honest word when none is left.

import { renderSVG } from 'uqr'
import { keepAnew, keepPage } from '../code/kept.js'

const TICK = 250
const MINUTE = 60_000
const AGAIN = 10 * MINUTE
const PATIENCE = 10_000

async function fetchScreen () {
  const signal = AbortSignal.timeout?.(PATIENCE)
  const answer = await fetch(location.href, { signal, cache: 'no-store' })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  // Whoever must sign in again is shown another page.
  return page.querySelector('[data-venue-screen]').dataset
}

function drawCode (picture, address) {
  picture.innerHTML = renderSVG(address, { ecc: 'M', border: 4 })
  picture.firstElementChild.setAttribute('class', 'code-svg')
}

function run (root) {
  const part = name => root.querySelector(`[data-venue-screen-${name}]`)
  const language = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const format = (dateStyle, timeStyle) =>
    new Intl.DateTimeFormat(language, { dateStyle, timeStyle, hourCycle: 'h23', timeZone: root.dataset.zone })
  const clock = format('long', 'medium')
  const hour = format(undefined, 'short')
  const isKept = 'keptPage' in root.dataset
  let ahead, begins, texts, drawn, due

  function takeUp ({ prefix, texts: told, beginsAt, shownAt, keptAt }) {
    // The device's clock may be wrong; the portal's is told by the page.
    ahead = Number(keptAt ?? Date.now()) - Date.parse(shownAt)
    begins = Date.parse(beginsAt)
    texts = told.split(' ').map(text => `${prefix}${text}/`)
    drawn = undefined
    due = Date.now() + AGAIN
    part('offline').hidden = true
  }

  const number = () => Math.floor((Date.now() - ahead - begins) / MINUTE)

  function goOn () {
    due = Date.now() + MINUTE
    part('until').textContent = hour.format(begins + texts.length * MINUTE)
    part('offline').hidden = !(number() in texts)
  }

  async function renew () {
    due = Infinity
    try {
      takeUp(await fetchScreen())
    } catch {
      return goOn()
    }
    if (isKept) keepAnew()
  }

  function draw () {
    drawn = number()
    const isOver = !(drawn in texts)
    part('over').hidden = !isOver
    for (const name of ['picture', 'note']) part(name).hidden = isOver
    if (isOver) part('offline').hidden = true
    else drawCode(part('picture'), texts[drawn])
  }

  function tick () {
    part('clock').textContent = clock.format(Date.now() - ahead)
    if (number() !== drawn) draw()
    if (Date.now() >= due) renew()
  }

  takeUp(root.dataset)
  if ('keptAt' in root.dataset) goOn()
  else if (isKept) keepPage()
  tick()
  setInterval(tick, TICK)
}

document.querySelectorAll('[data-venue-screen]').forEach(run)
