// The answer is heard too: rising for valid, level for caution, falling for stop.

const TONES = { valid: [660, 880], caution: [520, 520], stop: [420, 240] }
const BEAT = 0.14
let audio

function play (pitches) {
  audio ??= new AudioContext()
  audio.resume()
  pitches.forEach((pitch, index) => {
    const tone = audio.createOscillator()
    const starts = audio.currentTime + index * BEAT
    tone.frequency.value = pitch
    tone.connect(audio.destination)
    tone.start(starts)
    tone.stop(starts + BEAT * 0.8)
  })
}

function sound (root) {
  const answer = root.querySelector('[data-sound]')
  if (answer && 'AudioContext' in window) play(TONES[answer.dataset.sound])
}

sound(document)
document.addEventListener('verdict', event => sound(event.target))
