// A status that is heard: rising for valid, level for caution, falling for stop.

const TONES = { valid: [660, 880], caution: [520, 520], stop: [420, 240] }
const BEAT = 0.14

export function sound (name) {
  if (!('AudioContext' in window)) return
  const audio = new AudioContext()
  const pitches = TONES[name] ?? TONES.caution
  pitches.forEach((pitch, index) => {
    const tone = audio.createOscillator()
    const starts = audio.currentTime + index * BEAT
    tone.frequency.value = pitch
    tone.connect(audio.destination)
    tone.start(starts)
    tone.stop(starts + BEAT * 0.8)
  })
}
