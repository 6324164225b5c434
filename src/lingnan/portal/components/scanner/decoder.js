// Reads QR codes where the browser can't: ZXing in WebAssembly, fetched when a camera is first opened.

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const OPTIONS = { formats: ['QRCode'], maxNumberOfSymbols: 1 }

window.makeDecoder = async wasm => {
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })
  const canvas = document.createElement('canvas')
  const picture = canvas.getContext('2d', { willReadFrequently: true })
  return async video => {
    if (!video.videoWidth) return ''
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight })
    picture.drawImage(video, 0, 0)
    const [found] = await readBarcodes(picture.getImageData(0, 0, canvas.width, canvas.height), OPTIONS)
    return found?.text ?? ''
  }
}
