// Draws the hours of a day from the table that stands on the page: displays above, scans below.

import { BarChart } from 'echarts/charts'
import { GridComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, GridComponent, TitleComponent, CanvasRenderer])

const HOURS = [...Array(24).keys()]

function look (figure) {
  const style = getComputedStyle(figure)
  return name => style.getPropertyValue(name).trim()
}

function numbers (table, column, token) {
  const rows = new Map([...table.querySelectorAll('[data-hour]')].map(row => [Number(row.dataset.hour), row]))
  return HOURS.map(hour => {
    const row = rows.get(hour)
    if (!row) return 0
    const value = Number(row.querySelectorAll('[data-number]')[column].dataset.number)
    // An hour that is not over would look like a fall.
    return 'open' in row.dataset ? { value, itemStyle: { color: token('--lattice-green') } } : value
  })
}

function options (figure, table) {
  const token = look(figure)
  const text = { color: token('--ink-soft'), fontFamily: token('--font').replaceAll('"', '') }
  const size = parseFloat(getComputedStyle(figure).fontSize) * 0.85
  // 60万 in Chinese, 600K in English.
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact' })
  const parts = [figure.dataset.displays, figure.dataset.scans]
  const left = size * 4.6
  const title = size * 2.6
  const half = figure.querySelector('.hour-chart-canvas').clientHeight / 2
  return {
    animation: false,
    textStyle: text,
    title: parts.map((part, index) => ({
      text: part, left: 0, top: index * half, padding: 0, textStyle: { ...text, fontSize: size, fontWeight: 500 }
    })),
    grid: [
      { left, right: 4, top: title, height: half - 2 * title },
      { left, right: 4, top: half + title, height: half - 2 * title }
    ],
    xAxis: parts.map((_, index) => ({
      gridIndex: index, type: 'category', data: HOURS, axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisLabel: { ...text, fontSize: size, interval: 2, show: index === 1 }
    })),
    yAxis: parts.map((_, index) => ({
      gridIndex: index, type: 'value', splitNumber: 2, minInterval: 1, splitLine: { lineStyle: { color: token('--line') } },
      axisLabel: { ...text, fontSize: size, formatter: value => short.format(value) }
    })),
    series: parts.map((name, index) => ({
      name, type: 'bar', xAxisIndex: index, yAxisIndex: index, barCategoryGap: '22%', silent: true,
      itemStyle: { color: token('--banyan') }, data: numbers(table, index, token)
    }))
  }
}

function draw (figure) {
  const canvas = figure.querySelector('.hour-chart-canvas')
  const chart = init(canvas)
  const paint = () => chart.setOption(options(figure, document.getElementById(figure.dataset.hourChart)))
  paint()
  new ResizeObserver(() => { chart.resize(); paint() }).observe(canvas)
  document.body.addEventListener('htmx:afterSettle', paint)
}

for (const figure of document.querySelectorAll('[data-hour-chart]')) {
  try {
    draw(figure)
  } catch {
    figure.querySelector('.hour-chart-canvas').hidden = true
    figure.querySelector('.hour-chart-failed').hidden = false
  }
}
