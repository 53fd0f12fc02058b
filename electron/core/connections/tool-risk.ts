const VERBS = 'delete|remove|drop|destroy|erase|purge|wipe|truncate|uninstall';
const STARTS_WITH_VERB = new RegExp(`^(${VERBS})`, 'i');
const IS_VERB = new RegExp(`^(${VERBS})s?$`, 'i');

/** Whether a tool's name says that it takes something away: `drop_table`, `deleteItem`, `users.remove`. */
export function isDestructiveName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/);
  return STARTS_WITH_VERB.test(name) || words.some((word) => IS_VERB.test(word));
}
