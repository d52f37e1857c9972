/** What a user may choose about the shop's raw data. */
export interface DemoOptions {
  /** 1 is about 20,000 customers, 120,000 orders and 1.5 million events; above 0, at most 1,000. */
  readonly scale: number;
  /** Integer. The same scale and seed give the same rows on every run and with any number of threads. */
  readonly seed: number;
  /** Folder that the Parquet files go to, as the process that runs the statements sees it. */
  readonly folder: string;
}

/** One statement of the generator, with the name that a progress line shows. */
export interface DemoStep {
  readonly name: string;
  readonly sql: string;
}

/** A piece of the history: the big tables are made, and written, one piece at a time. A month, or more where the shop is small. */
export interface DemoPeriod {
  /** Months counted from 0; the end is exclusive. */
  readonly fromMonth: number;
  readonly toMonth: number;
  /** First day, and first day after the period: '2023-07-01'. */
  readonly first: string;
  readonly next: string;
  /** Name of its files, after its first month: '2023-07'. */
  readonly name: string;
}

/** The options with every size worked out; what each table's module is given. */
export interface DemoPlan {
  readonly seed: number;
  readonly scale: number;
  readonly folder: string;
  readonly customers: number;
  /** A multiple of the number of categories. */
  readonly products: number;
  readonly bots: number;
  /** Visits by people who never sign up, per month. */
  readonly strangers: number;
  readonly periods: readonly DemoPeriod[];
  /** Ranges of customer ids (both ends included) whose lives are made together. */
  readonly chunks: readonly { readonly from: number; readonly to: number }[];
}
