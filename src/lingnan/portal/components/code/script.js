// A code on a screen: a new token from the gate when one ends, a running clock, an honest word when there is none.

import { renderSVG } from 'uqr'
import { dropPage, forgetAll, keepPage, recall, remember } from './kept.js'
import { read } from '../read_aloud/script.js'
import { sound } from '../verdict/sound.js'

const TICK = 250
const PATIENCE = 10_000
const RETRY = 5_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const UNITS = [[HOUR, 'hour'], [MINUTE, 'minute'], [1000, 'second']]
const NAME_SHOWN = 10_000
const KEY_REFUSED = 403
const RELOADED = 'code-reloaded'
const RELOAD_WITHIN = 20_000

class Refused extends Error {
  constructor (answer) {
    super(`gate ${answer.status}`)
    this.isKey = answer.status === KEY_REFUSED
    this.wait = Number(answer.headers.get('Retry-After')) * 1000
  }
}

async function askGate ({ gate, key }) {
  const headers = { Authorization: `Bearer ${key}` }
  // Phones of 2020 wait as long as the network does.
  const signal = AbortSignal.timeout?.(PATIENCE)
  const answer = await fetch(`${gate}/show`, { method: 'POST', headers, signal, cache: 'no-store' })
  if (!answer.ok) throw new Refused(answer)
  return answer.json()
}

// Spread, so that those who were sent away together do not come back together; ever later while nothing answers.
function waitAfter (error, failures) {
  const wait = error.wait || Math.min(RETRY * 2 ** failures, MINUTE)
  return wait * (1 + Math.random())
}

// The page brings a new key with it. If that one is refused too, loading it again would not help.
// A key that is revoked is refused to every open page: spread, they do not load the portal down.
function reloadOnce () {
  if (sessionStorage.getItem(RELOADED)) return
  setTimeout(() => {
    sessionStorage.setItem(RELOADED, 'yes')
    location.reload()
  }, Math.random() * RELOAD_WITHIN)
}

function drawToken (part, token) {
  for (const name of ['picture', 'left']) part(name).hidden = token === null
  part('bare').hidden = token !== null
  if (token === null) return
  part('picture').innerHTML = renderSVG(token, { ecc: 'M', border: 4 })
  part('picture').firstElementChild.setAttribute('class', 'code-svg')
}

function drawOutcome (root, part, outcome) {
  if (root.dataset.outcome === outcome) return
  const words = root.querySelector(`template[data-outcome="${outcome}"]`) ?? root.querySelector('template[data-outcome="other"]')
  root.dataset.outcome = outcome
  root.className = `code code-${words.dataset.tone}`
  part('state').replaceChildren(words.content.cloneNode(true))
  sound(words.dataset.tone)
}

// A name that was asked for is masked again by itself, and before anyone else picks up the phone.
function maskAgain (name) {
  let timer
  const close = () => { name.open = false }
  name.addEventListener('toggle', () => {
    clearTimeout(timer)
    if (name.open) timer = setTimeout(close, NAME_SHOWN)
  })
  document.addEventListener('visibilitychange', close)
}

function sayStatus (root, part) {
  sound(/code-(valid|caution|stop)/.exec(root.className)?.[1])
  read([root.querySelector('.code-title'), part('state')])
}

function formats (zone) {
  // English pages write dates as 23 November 2026.
  const language = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23', timeZone: zone })
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const ago = age => {
    const [length, unit] = UNITS.find(([length]) => age >= length) ?? UNITS.at(-1)
    return relative.format(-Math.floor(age / length), unit)
  }
  return { clock, seconds, ago }
}

function run (root) {
  const part = name => root.querySelector(`[data-code-${name}]`)
  const hide = (isHidden, ...names) => names.forEach(name => { part(name).hidden = isHidden })
  const { clock, seconds, ago } = formats(root.dataset.zone)
  const { keptCode } = root.dataset
  const keptAt = Number(root.dataset.keptAt)
  const keptFor = Number(root.dataset.keptFor) * 1000
  // The device's clock may be wrong; the gate's time is told by the page.
  const ahead = (keptAt || Date.now()) - Date.parse(root.dataset.shownAt)
  let from = Date.now()
  let due = Date.parse(root.dataset.expiresAt) + ahead
  let known = from
  let failures = 0
  let mayAsk = true
  let isCutOff = false

  function show ({ token, expires_at: expires, outcome, age_seconds: age, notice }) {
    from = Date.now()
    due = Math.max(Date.parse(expires) + ahead, from + RETRY)
    known = from - age * 1000
    isCutOff = false
    hide(false, 'top', 'state', 'say')
    hide(true, 'stale', 'offline', 'over')
    drawToken(part, token)
    drawOutcome(root, part, outcome)
    if (keptCode) hide(true, 'offered')
    part('known').hidden = token !== null && notice === null
    if (keptCode) remember({ outcome, at: known })
  }

  // Without an answer an old token is worth nothing: the code for that time is drawn, or it is said that there is none.
  function goOn () {
    if (!keptCode) return hide(false, 'stale')
    if (Date.now() - known > keptFor) return end()
    isCutOff = true
    drawToken(part, keptCode)
    hide(true, 'left')
    hide(false, 'offline', 'known')
  }

  // For whoever checks without network: the code on a screen proves itself to a gate alone, this one by its signature.
  function offer () {
    drawToken(part, keptCode)
    hide(true, 'left')
    hide(false, 'offered')
  }

  function end () {
    isCutOff = false
    hide(true, 'top', 'state', 'say', 'picture', 'left', 'known', 'bare', 'offline', 'offer', 'offered')
    hide(false, 'over')
    dropPage()
  }

  function takeUp () {
    const last = recall() ?? { outcome: root.dataset.outcome, at: keptAt }
    known = last.at
    drawOutcome(root, part, last.outcome)
    goOn()
  }

  function begin () {
    remember({ outcome: root.dataset.outcome, at: from })
    keepPage()
  }

  async function renew () {
    mayAsk = false
    try {
      show(await askGate(root.dataset))
      failures = 0
      sessionStorage.removeItem(RELOADED)
    } catch (error) {
      goOn()
      if (error.isKey) return reloadOnce()
      from = Date.now()
      due = from + waitAfter(error, failures++)
    }
    mayAsk = true
  }

  function tick () {
    if (document.hidden) return
    const left = Math.max(0, due - Date.now())
    part('clock').textContent = clock.format(Date.now() - ahead)
    part('bar').style.transform = `scaleX(${left / (due - from)})`
    part('count').textContent = seconds.format(Math.ceil(left / 1000))
    part('age').textContent = ago(Date.now() - known)
    if (isCutOff && Date.now() - known > keptFor) end()
    if (left === 0 && mayAsk && root.dataset.key) renew()
  }

  if (part('name')) maskAgain(part('name'))
  part('say').addEventListener('click', () => sayStatus(root, part))
  part('offer')?.addEventListener('click', offer)
  if (keptAt) takeUp()
  else if (keptCode) begin()
  tick()
  setInterval(tick, TICK)
}

document.querySelectorAll('[data-code]').forEach(run)
if (document.querySelector('[data-nobody]')) forgetAll()
