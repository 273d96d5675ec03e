import type { Page } from 'playwright-core';

type Colour = readonly [red: number, green: number, blue: number];

/**
 * The colour behind an element's text, and how well the text stands out from it: 1 not at all, 21 black on white.
 * `paper` stands for what is behind all that is transparent.
 */
export async function contrastOf(
  page: Page,
  selector: string,
  paper?: Colour,
): Promise<{ ground: string; contrast: number }> {
  const { text, ground } = await page.evaluate<{ text: Colour; ground: Colour | null }>(`(() => {
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    const pixel = (colour) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const element = document.querySelector('${selector}');
    let ground = null;
    for (let at = element; at !== null && ground === null; at = at.parentElement) {
      const [red, green, blue, alpha] = pixel(getComputedStyle(at).backgroundColor);
      if (alpha === 255) ground = [red, green, blue];
    }
    return { text: pixel(getComputedStyle(element).color).slice(0, 3), ground };
  })()`);
  const behind = paper ?? ground;
  if (behind === null) throw new Error(`nothing is behind ${selector}: the page has no background of its own`);
  const [light, dark] = [luminance(text), luminance(behind)].toSorted((a, b) => b - a) as [number, number];
  return { ground: behind.join(' '), contrast: (light + 0.05) / (dark + 0.05) };
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
