/** Content for tests, in the shapes editors write. */

export const DELIVERY = `# Delivery.

- id: delivery_period
  tags: [delivery]
  question:
    en: How long does delivery take?
    ko: 배송은 얼마나 걸리나요?
  phrasings:
    en:
      - when will it arrive
      - "delivery: how long"
    ko:
      - 언제 도착해요
  answer:
    en: |
      **1–3 business days** in Korea.
    ko: |
      국내는 **영업일 1–3일** 걸려요.
  links:
    - label: {en: Delivery, ko: 배송 안내}
      url: https://dalbit.example/delivery
  follow_ups: [gift_wrap]
  suggest_person: true

- id: gift_wrap   # only in English yet
  tags: [gifts, delivery]
  question: {en: Do you wrap gifts?}
  phrasings: {en: [gift wrap, wrap it]}
  answer: {en: Yes.}
`;
