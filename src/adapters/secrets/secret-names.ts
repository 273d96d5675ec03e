/**
 * What makes a text a secret by the name that it stands under: of a variable, a header, a field of a body, a flag, a
 * parameter of a URL. Rather too much than too little; not of an author, a keyboard or a tokenizer, nor of the session
 * that a desktop speaks of.
 */
const secretName =
  /token(?!iz)|key(?!board|map|word)|secret|pass(?:word|wd|phrase)?|credential|auth(?!ors?(?![a-z]))|cookie|session|(?:^|_)pwd?$/i;
const publicName = /^(?:PWD$|XDG_SESSION_|DESKTOP_SESSION$|GDMSESSION$|SESSION_MANAGER$|SSH_AUTH_SOCK$)/;

/** Whether a name looks like that of a secret. */
export function looksSecret(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

/**
 * Whether a text is one word or one number. Under a name that does not look secret such a text is none: it is a unit, a
 * place, a port, a degree of latitude.
 */
export function isPlain(text: string): boolean {
  return /^(?:\p{L}{1,15}|[+-]?\d{1,10}(?:\.\d{1,10})?)$/u.test(text);
}

/** Fields of a scenario in which people write secrets, or that lead to such. */
const guarded = new Set(['headers', 'env', 'url', 'apiKey', 'body', 'command']);

/** Whether what is written in a field of a scenario, as far as it is refused, is better not shown. */
export function mayHoldSecrets(field: string): boolean {
  return guarded.has(field) || looksSecret(field);
}
