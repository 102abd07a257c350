/**
 * The option that makes Node load a script first, as `NODE_OPTIONS` wants it: Node splits that variable at spaces,
 * except between double quotes, where a backslash takes the next character as it is.
 *
 * @param path absolute path of the script, of any platform
 */
export function requireOption(path: string): string {
  const isWindowsPath = /^[a-z]:[\\/]|^\\\\/i.test(path);
  const portable = isWindowsPath ? path.replaceAll('\\', '/') : path;
  return `--require "${portable.replace(/["\\]/g, '\\$&')}"`;
}
