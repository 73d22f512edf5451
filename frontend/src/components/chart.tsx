import { useEffect, useRef } from "react";
import { type ChartOptions, drawChart } from "@/lib/echarts";

interface ChartProps {
  options: (colours: Record<string, string>) => ChartOptions;
  summary: string;
  height: number;
}

const COLOUR_NAMES = ["line", "band", "border", "surface", "up", "down", "high"];

function readColours(element: HTMLElement): Record<string, string> {
  const style = getComputedStyle(element);
  const colours = COLOUR_NAMES.map((name) => [name, style.getPropertyValue(`--cv-${name}`).trim()] as const);
  return Object.fromEntries([
    ...colours,
    ["text", style.getPropertyValue("--mantine-color-text").trim()],
    ["dimmed", style.getPropertyValue("--mantine-color-dimmed").trim()],
  ]);
}

/** A picture drawn by ECharts; loaded only where a chart is shown. */
export default function Chart({ options, summary, height }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const container = element.current;
    if (!container) return undefined;
    const chart = drawChart(container, options(readColours(container)));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(container);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [options]);
  return <div ref={element} role="img" aria-label={summary} style={{ height, width: "100%" }} />;
}
