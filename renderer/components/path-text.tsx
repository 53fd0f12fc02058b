import { Fragment } from 'react';

/** A path that breaks after its slashes rather than inside a name. */
export function PathText({ path }: { readonly path: string }) {
  return path.split(/(?<=[\\/])/).map((part, index) => (
    // Parts of one text have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
