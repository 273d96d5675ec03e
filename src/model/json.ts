/** Any value that JSON can carry. A payload is one. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
