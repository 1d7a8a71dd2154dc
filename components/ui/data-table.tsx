import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { IntentLink } from './intent-link';
import type { ReactNode } from 'react';
import { cx } from './cx';
import type { Sort } from './list-url';

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Its header is then a link that sorts by this key. */
  sortKey?: string;
  align?: 'right';
  /** The first thing one looks for: heads the card on narrow screens, and never wraps away. */
  primary?: boolean;
  /** Left out where the table is narrower than this, cards apart. */
  hideBelow?: 'md' | 'lg';
  /** A Tailwind width for the column, such as `w-32`. */
  width?: string;
};

export type DataTableProps<Row> = {
  /** What the table lists; read out, not shown. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  /** The address that sorts by it: `(sort) => listHref(path, params, { sort: formatSort(sort) })`. */
  sortHref?: (sort: Sort) => string;
  rowMenu?: (row: Row) => ReactNode;
  /** Stands in the table's place when there are no rows: an EmptyState. */
  empty: ReactNode;
  /** Below the rows: the Pager. */
  footer?: ReactNode;
};

/**
 * A list that the server sorts, filters and pages. No script of its own: it renders in Server and
 * Client Components alike. Under 640 px of its own width, rows become cards; the roles keep it a
 * table for screen readers then.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, rowMenu, footer } = props;
  if (rows.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        {props.empty}
        {footer}
      </div>
    );
  }
  return (
    <div className="@container rounded-lg border border-line bg-surface">
      <CardSort {...props} />
      <table
        role="table"
        className="w-full border-separate border-spacing-0 text-left text-sm @max-[640px]:block"
      >
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="@max-[640px]:hidden">
          <tr role="row">
            {columns.map((column) => (
              <HeaderCell
                key={column.key}
                column={column}
                sort={props.sort}
                sortHref={props.sortHref}
              />
            ))}
            {rowMenu && (
              <th role="columnheader" scope="col" className={cx(headerClass, 'w-12')}>
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup" className="@max-[640px]:block">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              role="row"
              className="group/row transition-colors hover:bg-hover/60 @max-[640px]:relative @max-[640px]:block @max-[640px]:border-t @max-[640px]:border-line @max-[640px]:p-4 @max-[640px]:first:border-t-0"
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  role="cell"
                  className={cellClass(column, rowMenu !== undefined)}
                >
                  {!column.primary && (
                    <span aria-hidden className="hidden text-muted @max-[640px]:block">
                      {column.header}
                    </span>
                  )}
                  <div className="min-w-0 @max-[640px]:break-words">{column.cell(row)}</div>
                </td>
              ))}
              {rowMenu && (
                <td
                  role="cell"
                  className="w-12 border-t border-line pr-3 text-right group-first/row:border-t-0 @max-[640px]:absolute @max-[640px]:top-3 @max-[640px]:right-3 @max-[640px]:border-0 @max-[640px]:p-0"
                >
                  <div className="flex justify-end">{rowMenu(row)}</div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {footer}
    </div>
  );
}

const headerClass =
  'sticky top-0 z-10 h-9 border-b border-line bg-sunken px-4 text-xs font-medium whitespace-nowrap text-muted first:rounded-tl-lg last:rounded-tr-lg';

const HIDE = { md: '@max-[768px]:hidden', lg: '@max-[960px]:hidden' };
const HIDE_CELL = {
  md: '@min-[640px]:@max-[768px]:hidden',
  lg: '@min-[640px]:@max-[960px]:hidden',
};

function cellClass<Row>(column: Column<Row>, hasMenu: boolean): string {
  return cx(
    'h-11 border-t border-line px-4 py-2 align-middle group-first/row:border-t-0 @max-[640px]:h-auto @max-[640px]:border-0 @max-[640px]:px-0',
    column.primary
      ? cx(
          '@max-[640px]:block @max-[640px]:py-0 @max-[640px]:pb-2',
          hasMenu && '@max-[640px]:pr-10',
        )
      : '@max-[640px]:grid @max-[640px]:grid-cols-[7rem_1fr] @max-[640px]:gap-3 @max-[640px]:py-1',
    column.align === 'right' && 'text-right tabular @max-[640px]:text-left',
    column.hideBelow && HIDE_CELL[column.hideBelow],
  );
}

type HeaderProps<Row> = {
  column: Column<Row>;
  sort: Sort | undefined;
  sortHref: ((sort: Sort) => string) | undefined;
};

function HeaderCell<Row>({ column, sort, sortHref }: HeaderProps<Row>) {
  const direction =
    column.sortKey !== undefined && sort?.key === column.sortKey ? sort.direction : undefined;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={direction && (direction === 'asc' ? 'ascending' : 'descending')}
      className={cx(
        headerClass,
        column.width,
        column.align === 'right' && 'text-right',
        column.hideBelow && HIDE[column.hideBelow],
      )}
    >
      {column.sortKey !== undefined && sortHref ? (
        <IntentLink
          href={sortHref({ key: column.sortKey, direction: direction === 'asc' ? 'desc' : 'asc' })}
          scroll={false}
          className={cx(
            'hit-area inline-flex items-center gap-1 rounded-sm hover:text-text',
            direction && 'text-text',
          )}
        >
          {column.header}
          <SortMark direction={direction} />
        </IntentLink>
      ) : (
        column.header
      )}
    </th>
  );
}

function SortMark({ direction }: { direction: 'asc' | 'desc' | undefined }) {
  if (direction === 'asc') return <ArrowUp size={12} aria-hidden />;
  if (direction === 'desc') return <ArrowDown size={12} aria-hidden />;
  return <ChevronsUpDown size={12} aria-hidden className="opacity-60" />;
}

/** Cards have no header to sort by, so the same links stand above them. */
function CardSort<Row>({ columns, sort, sortHref }: DataTableProps<Row>) {
  const sortable = columns.filter((column) => column.sortKey !== undefined);
  if (!sortHref || sortable.length === 0) return null;
  return (
    <nav
      aria-label="Sort"
      className="hidden items-center gap-4 overflow-x-auto rounded-t-lg border-b border-line bg-sunken px-4 py-2 text-xs font-medium whitespace-nowrap text-muted @max-[640px]:flex"
    >
      {sortable.map((column) => {
        const direction = sort?.key === column.sortKey ? sort?.direction : undefined;
        return (
          <IntentLink
            key={column.key}
            href={sortHref({
              key: column.sortKey ?? '',
              direction: direction === 'asc' ? 'desc' : 'asc',
            })}
            scroll={false}
            aria-current={direction ? 'true' : undefined}
            className={cx(
              'hit-area inline-flex items-center gap-1 rounded-sm',
              direction && 'text-text',
            )}
          >
            {column.header}
            <SortMark direction={direction} />
          </IntentLink>
        );
      })}
    </nav>
  );
}
