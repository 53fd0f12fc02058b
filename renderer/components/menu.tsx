import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';

export interface MenuItem {
  /** Tells items apart that read the same. */
  readonly id?: string;
  readonly label: string;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  readonly checked?: boolean;
}

interface MenuProps {
  readonly trigger: ReactNode;
  /** Groups are divided by a hairline; empty ones vanish. */
  readonly groups: readonly (readonly MenuItem[])[];
  readonly align?: 'start' | 'end';
}

const ITEM = 'flex h-7 items-center gap-2 rounded px-2 outline-none select-none data-highlighted:bg-selected';

/** Not modal: a modal one would lock scrolling with an injected style, which our CSP refuses. */
export function Menu({ trigger, groups, align = 'end' }: MenuProps) {
  const shown = groups.filter((group) => group.length > 0);
  // Inside the landmark, which is not there yet when a menu is first rendered together with it.
  const [container, setContainer] = useState<HTMLElement | null>(null);
  return (
    <DropdownMenu.Root modal={false} onOpenChange={() => setContainer(document.querySelector('main'))}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-44 overflow-y-auto rounded-lg border border-hairline bg-raised p-1 shadow-[0_8px_28px_var(--shadow)]"
          // React events climb through portals: without this a menu click would also click the row.
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          {shown.map((group, index) => (
            <DropdownMenu.Group key={group[0]?.label}>
              {index > 0 && <DropdownMenu.Separator className="my-1 h-px bg-hairline" />}
              {group.map((item) =>
                item.checked === undefined ? (
                  <DropdownMenu.Item
                    key={item.id ?? item.label}
                    onSelect={item.onSelect}
                    className={`${ITEM} ${item.danger === true ? 'text-broken' : ''}`}
                  >
                    {item.label}
                  </DropdownMenu.Item>
                ) : (
                  <DropdownMenu.CheckboxItem
                    key={item.id ?? item.label}
                    checked={item.checked}
                    onSelect={item.onSelect}
                    className={ITEM}
                  >
                    <span className="inline-flex w-4 justify-center">
                      <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
                    </span>
                    {item.label}
                  </DropdownMenu.CheckboxItem>
                ),
              )}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
