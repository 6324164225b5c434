// Read-aloud. A pause keeps the sentence and starts it again: pausing inside one fails on many phones.

import { blockOf, sentencesIn } from './sentences.js'

const REMEMBERED = 'lingnan.voice'
const RATE = 0.92
const TONGUES = { 'zh-CN': /^(zh|cmn)[-_](CN|Hans)/i, 'zh-HK': /^(zh[-_]HK|yue|zh[-_]Hant[-_]HK)/i, en: /^en/i }

const bar = document.querySelector('[data-read-aloud]')
const opener = document.querySelector('[data-read-aloud-open]')
const speech = window.speechSynthesis
const marks = window.CSS?.highlights && new window.Highlight()
let sentences = []
let here = 0
let turn = 0

function tongue () {
  return bar.querySelector('input:checked')?.value ?? 'en'
}

function findVoice () {
  const voices = speech.getVoices()
  const voice = voices.find(each => TONGUES[tongue()].test(each.lang))
  bar.querySelector('[data-no-voice]').hidden = Boolean(voice) || voices.length === 0
  return voice
}

function unmark () {
  marks?.clear()
  document.querySelector('.is-read')?.classList.remove('is-read')
}

function mark ({ range }) {
  unmark()
  const block = blockOf(range.startContainer)
  if (marks) marks.add(range)
  else block.classList.add('is-read')
  const { top, bottom } = range.getBoundingClientRect()
  if (top < 80 || bottom > innerHeight - 80) block.scrollIntoView({ block: 'center' })
}

function rest (state) {
  turn += 1
  speech.cancel()
  bar.dataset.state = state
  if (state === 'idle') unmark()
}

function speak () {
  if (here >= sentences.length) return stop()
  const mine = turn
  const saying = new SpeechSynthesisUtterance(sentences[here].text)
  saying.lang = tongue()
  saying.voice = findVoice() ?? null
  saying.rate = RATE
  saying.onend = () => {
    if (mine !== turn) return
    here += 1
    speak()
  }
  mark(sentences[here])
  speech.speak(saying)
}

function start (roots) {
  rest('speaking')
  sentences = sentencesIn(roots)
  here = 0
  speak()
}

// For other components, which offer a part of the page to be heard.
export function read (roots) {
  if (bar && speech) start(roots)
}

function play () {
  if (bar.dataset.state === 'idle') return start([document.getElementById('main')])
  rest('speaking')
  speak()
}

function pause () {
  rest('paused')
}

function stop () {
  rest('idle')
}

const ACTS = { play, pause, stop }

// While listening, a field that is entered says its question, its help and its error.
function sayField ({ target }) {
  if (bar.dataset.state === 'idle' || !target.matches('input, select, textarea')) return
  const group = target.closest('fieldset')
  const described = (group ?? target).getAttribute('aria-describedby') ?? ''
  const words = described.split(' ').map(id => id && document.getElementById(id)).filter(Boolean)
  start([group?.querySelector('legend'), ...(target.labels ?? []), ...words].filter(Boolean))
}

function keepTongue () {
  localStorage.setItem(REMEMBERED, tongue())
  if (bar.dataset.state === 'speaking') play()
}

function recallTongue () {
  const kept = bar.querySelector(`input[value="${localStorage.getItem(REMEMBERED)}"]`)
  if (kept) kept.checked = true
}

function toggle () {
  bar.hidden = !bar.hidden
  opener.setAttribute('aria-expanded', String(!bar.hidden))
  if (bar.hidden) stop()
  else bar.querySelector('[data-do="play"]').focus()
}

function attach () {
  if (marks) CSS.highlights.set('reading', marks)
  recallTongue()
  opener?.addEventListener('click', toggle)
  bar.addEventListener('click', event => ACTS[event.target.closest('[data-do]')?.dataset.do]?.())
  bar.addEventListener('change', keepTongue)
  document.getElementById('main').addEventListener('focusin', sayField)
  addEventListener('pagehide', stop)
}

if (bar && speech) attach()
else for (const part of [bar, opener]) part?.remove()
