/**
 * What is fixed about the shop, whatever the scale and the seed: its places, channels, goods, calendar and experiments. The
 * generator's queries and the tables under truth/ are both written from these lists.
 */

/** The history is fixed: nothing in the data depends on the clock of the machine. */
export const firstDay = "2023-07-01";
/** Exclusive. */
export const lastDay = "2025-07-01";
export const dayCount = 731;
export const monthCount = 24;

/** `slots` of 20 is the share of the customers. */
export const countries = [
  {
    code: "KR",
    zone: "Asia/Seoul",
    locale: "ko-KR",
    dial: "82",
    slots: 11,
    cities: ["Seoul", "Busan", "Incheon", "Daegu"],
  },
  {
    code: "JP",
    zone: "Asia/Tokyo",
    locale: "ja-JP",
    dial: "81",
    slots: 3,
    cities: ["Tokyo", "Osaka", "Nagoya", "Fukuoka"],
  },
  {
    code: "US",
    zone: "America/New_York",
    locale: "en-US",
    dial: "1",
    slots: 2,
    cities: ["New York", "Boston", "Miami", "Atlanta"],
  },
  {
    code: "SG",
    zone: "Asia/Singapore",
    locale: "en-SG",
    dial: "65",
    slots: 2,
    cities: ["Bedok", "Tampines", "Jurong", "Woodlands"],
  },
  {
    code: "DE",
    zone: "Europe/Berlin",
    locale: "de-DE",
    dial: "49",
    slots: 1,
    cities: ["Berlin", "Hamburg", "Köln", "München"],
  },
  {
    code: "GB",
    zone: "Europe/London",
    locale: "en-GB",
    dial: "44",
    slots: 1,
    cities: ["London", "Leeds", "Bristol", "Glasgow"],
  },
] as const;

/**
 * `signups`: weight in acquisition (for paid channels, per unit of response to spend); `value`: multiplies the purchase rate of the
 * customers it brings; `converting` and `browsing`: its share of the visits that end in an order, and of those that do not;
 * `spend`: dollars a day at scale 1 (0 is not paid); `decay`: of the adstock from one day to the next; `exponent`: of the response.
 */
export const channels = [
  {
    name: "organic_search",
    signups: 30,
    value: 1.0,
    converting: 0.22,
    browsing: 0.24,
    spend: 0,
    decay: 0,
    exponent: 0,
  },
  {
    name: "paid_search",
    signups: 1.3,
    value: 1.05,
    converting: 0.2,
    browsing: 0.14,
    spend: 420,
    decay: 0.2,
    exponent: 0.5,
  },
  {
    name: "paid_social",
    signups: 1.5,
    value: 0.8,
    converting: 0.08,
    browsing: 0.16,
    spend: 360,
    decay: 0.5,
    exponent: 0.45,
  },
  {
    name: "display",
    signups: 0.6,
    value: 0.7,
    converting: 0.02,
    browsing: 0.08,
    spend: 180,
    decay: 0.6,
    exponent: 0.4,
  },
  {
    name: "affiliate",
    signups: 0.8,
    value: 0.9,
    converting: 0.06,
    browsing: 0.05,
    spend: 120,
    decay: 0.1,
    exponent: 0.5,
  },
  {
    name: "email",
    signups: 5,
    value: 1.15,
    converting: 0.12,
    browsing: 0.1,
    spend: 0,
    decay: 0,
    exponent: 0,
  },
  {
    name: "referral",
    signups: 9,
    value: 1.4,
    converting: 0.06,
    browsing: 0.05,
    spend: 0,
    decay: 0,
    exponent: 0,
  },
  {
    name: "direct",
    signups: 16,
    value: 1.1,
    converting: 0.24,
    browsing: 0.18,
    spend: 0,
    decay: 0,
    exponent: 0,
  },
] as const;

/** How a channel shows in a landing page's address and referrer. Null where it leaves no trace. */
export const channelTraces: Readonly<
  Record<
    (typeof channels)[number]["name"],
    { source: string | null; medium: string | null; referrer: string | null }
  >
> = {
  organic_search: { source: null, medium: null, referrer: "https://www.google.com/" },
  paid_search: { source: "google", medium: "cpc", referrer: "https://www.google.com/" },
  paid_social: { source: "instagram", medium: "paid_social", referrer: "https://l.instagram.com/" },
  display: { source: "criteo", medium: "display", referrer: "https://news.example.com/" },
  affiliate: { source: "coupang_partners", medium: "affiliate", referrer: "https://deals.example.net/" },
  email: { source: "crm", medium: "email", referrer: null },
  referral: { source: null, medium: null, referrer: "https://blog.example.org/" },
  direct: { source: null, medium: null, referrer: null },
};

/**
 * In the order of the cycle: after an order in one category the next order is in the following one with `followProbability`, else
 * it is drawn from the customer's own tastes. `refund`: share of the lines given back; `price`: median in dollars.
 */
export const categories = [
  {
    name: "electronics",
    price: 110,
    refund: 0.07,
    kinds: ["headphones", "chargers", "cameras"],
    brands: ["Sonara", "Voltik", "Lumen", "Kobo"],
  },
  {
    name: "toys",
    price: 24,
    refund: 0.04,
    kinds: ["puzzles", "figures", "games"],
    brands: ["Playpine", "Tinker", "Moomi", "Brixo"],
  },
  {
    name: "books",
    price: 16,
    refund: 0.02,
    kinds: ["novels", "comics", "cooking"],
    brands: ["Pagewell", "Hanok Press", "Inkfold", "Norden"],
  },
  {
    name: "home",
    price: 42,
    refund: 0.06,
    kinds: ["bedding", "lighting", "storage"],
    brands: ["Hygge", "Ondol", "Casa Nova", "Fjell"],
  },
  {
    name: "kitchen",
    price: 33,
    refund: 0.05,
    kinds: ["knives", "pans", "cups"],
    brands: ["Cutter", "Kettle", "Onggi", "Staubach"],
  },
  {
    name: "grocery",
    price: 9,
    refund: 0.01,
    kinds: ["snacks", "tea", "sauces"],
    brands: ["Bori", "Danji", "Greenleaf", "Mornings"],
  },
  {
    name: "beauty",
    price: 28,
    refund: 0.04,
    kinds: ["skincare", "makeup", "hair"],
    brands: ["Miyu", "Dewdrop", "Rosa", "Haneul"],
  },
  {
    name: "fashion_women",
    price: 58,
    refund: 0.2,
    kinds: ["dresses", "knitwear", "shoes"],
    brands: ["Arden", "Sora", "Linea", "Petale"],
  },
  {
    name: "fashion_men",
    price: 54,
    refund: 0.15,
    kinds: ["shirts", "jackets", "shoes"],
    brands: ["Norte", "Gilt", "Harbor", "Arden"],
  },
  {
    name: "sports",
    price: 47,
    refund: 0.08,
    kinds: ["running", "yoga", "outdoor"],
    brands: ["Kinetic", "Baram", "Peak", "Stride"],
  },
] as const;

export const followProbability = 0.45;
/** Second line of an order is the partner of the first line's product with this probability, where that product has a partner. */
export const partnerProbability = 0.5;

export const weekdayFactors = [0.95, 0.92, 0.94, 0.98, 1.05, 1.12, 1.04];
export const monthFactors = [0.96, 0.9, 0.97, 0.98, 1.02, 0.97, 0.94, 0.92, 1.0, 1.03, 1.18, 1.13];

/** From and to, both included. */
export const holidays = [
  {
    name: "chuseok",
    factor: 1.45,
    spans: [
      ["2023-09-22", "2023-09-28"],
      ["2024-09-10", "2024-09-16"],
    ],
  },
  {
    name: "singles_day",
    factor: 1.8,
    spans: [
      ["2023-11-11", "2023-11-11"],
      ["2024-11-11", "2024-11-11"],
    ],
  },
  {
    name: "black_friday",
    factor: 2.1,
    spans: [
      ["2023-11-24", "2023-11-27"],
      ["2024-11-29", "2024-12-02"],
    ],
  },
  {
    name: "christmas",
    factor: 1.5,
    spans: [
      ["2023-12-15", "2023-12-23"],
      ["2024-12-15", "2024-12-23"],
    ],
  },
  {
    name: "seollal",
    factor: 1.4,
    spans: [
      ["2024-02-03", "2024-02-09"],
      ["2025-01-22", "2025-01-28"],
    ],
  },
  {
    name: "seollal_day",
    factor: 0.55,
    spans: [
      ["2024-02-10", "2024-02-11"],
      ["2025-01-29", "2025-01-30"],
    ],
  },
] as const;

/** `effect`: what treatment does to its metric, as a share; `lost`: share of the treatment's assignments that were never recorded. */
export const experiments = [
  {
    number: 1,
    id: "EXP-FREE-SHIPPING",
    name: "Free shipping from 30 dollars",
    hypothesis: "A lower threshold brings more orders",
    metric: "orders_per_customer",
    from: "2024-03-01",
    to: "2024-06-01",
    effect: 0.12,
    lost: 0,
  },
  {
    number: 2,
    id: "EXP-CHECKOUT",
    name: "Checkout on one page",
    hypothesis: "Fewer checkouts are abandoned",
    metric: "abandoned_checkouts_per_customer",
    from: "2024-09-01",
    to: "2024-12-01",
    effect: -0.3,
    lost: 0,
  },
  {
    number: 3,
    id: "EXP-RECOMMENDATIONS",
    name: "Recommendations in the cart",
    hypothesis: "Recommendations make baskets larger",
    metric: "items_per_order",
    from: "2025-02-01",
    to: "2025-04-01",
    effect: 0,
    lost: 0.08,
  },
] as const;

/** What a ticket about a bad experience adds to the probability of dropping out after that order (as a share of what is left). */
export const troubleDropout = 0.3;
/** Share of the orders that go wrong. */
export const troubleShare = 0.06;
