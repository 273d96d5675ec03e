const scriptExtensions: readonly string[] = ['.js', '.mjs', '.cjs'];
/** Of those that are compiled as they are loaded. */
export const typedExtensions: readonly string[] = ['.ts', '.mts', '.cts'];

/** How the names of files end that can be loaded as modules. */
export const moduleExtensions: readonly string[] = [...scriptExtensions, ...typedExtensions];

/** Whether a path is that of a JavaScript or TypeScript file. */
export function isModule(path: string): boolean {
  return moduleExtensions.some((extension) => path.endsWith(extension));
}
