// Draws the cities of the province by what is listed in them. The outlines are the province's own (content/).

import { MapChart } from 'echarts/charts'
import { GeoComponent } from 'echarts/components'
import { init, registerMap, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import outlines from 'outlines'

use([MapChart, GeoComponent, LabelLayout, CanvasRenderer])
registerMap('province', outlines)

const NARROW = 560
// Of the reader's own size: 13 px at a desk, 18 px in elder mode.
const LABEL = 0.8125

function look (figure) {
  const style = getComputedStyle(figure)
  return name => style.getPropertyValue(name).trim()
}

const size = () => LABEL * parseFloat(getComputedStyle(document.documentElement).fontSize)

function words ({ name, high, medium }, { dataset }) {
  const found = [[dataset.high, high], [dataset.medium, medium]].filter(([, number]) => number)
  return [name, found.map(([level, number]) => `${level}${number}`).join(' ')].filter(Boolean).join('\n')
}

function shape (city, figure, token) {
  const ground = city.high ? '--red-shape' : city.medium ? '--lattice-amber' : '--surface'
  return {
    name: city.code,
    itemStyle: { areaColor: token(ground) },
    label: {
      show: Boolean(city.high || city.medium) || figure.clientWidth > NARROW,
      formatter: words(city, figure),
      color: token(city.high ? '--red-ink' : '--ink'),
      backgroundColor: city.high || city.medium ? token('--surface') : 'transparent',
      padding: 2
    }
  }
}

function draw (figure) {
  const cities = JSON.parse(figure.dataset.riskMap)
  const canvas = figure.querySelector('.risk-map-canvas')
  const token = look(figure)
  const chart = init(canvas)
  const paint = () => chart.setOption({
    animation: false,
    series: {
      type: 'map',
      map: 'province',
      aspectScale: 0.92,
      left: 4,
      right: 4,
      top: 4,
      bottom: 4,
      labelLayout: { hideOverlap: true },
      selectedMode: false,
      silent: false,
      emphasis: { disabled: true },
      itemStyle: { areaColor: token('--surface'), borderColor: token('--line-strong') },
      label: { fontFamily: token('--font').replaceAll('"', ''), fontSize: size(), lineHeight: 1.25 * size() },
      data: cities.map(city => shape(city, figure, token))
    }
  })
  paint()
  chart.on('click', ({ name }) => {
    const city = cities.find(each => each.code === name)
    if (city) location.assign(city.href)
  })
  new ResizeObserver(() => { chart.resize(); paint() }).observe(canvas)
}

for (const figure of document.querySelectorAll('[data-risk-map]')) {
  try {
    draw(figure)
  } catch {
    figure.querySelector('.risk-map-canvas').hidden = true
    figure.querySelector('.risk-map-failed').hidden = false
  }
}
