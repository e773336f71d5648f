/** The demo shop in Korean. */

import type { CatalogueOf } from "../../shared/i18n.ts";
import type { en } from "./en.ts";

export const ko: CatalogueOf<typeof en> = {
  title: "달빛: 이천에서 빚은 도자기와 차, 테이블 리넨",
  otherLanguage: "English",
  switchLanguage: "View in English",
  navigation: "주요 메뉴",
  navPieces: "상품",
  navDelivery: "배송과 반품",
  navVisit: "매장 안내",

  demoBar: "데모 도구",
  demoNote: "화면 구석의 상담 창, Handrail을 보여 드리는 데모 상점이에요.",
  demoCustomer: "미나로 로그인하기 (데모 고객)",
  demoSignedIn: "김미나 님으로 로그인했어요",
  demoAgent: "데모 상담원으로 상담 화면 열기",
  demoFailed: "상담 서버가 응답하지 않았어요. 다시 시도해 주세요.",

  heroLine: "이천에서 손으로 빚습니다",
  heroTitle: "식탁 위에 내려앉은 달빛",
  heroText:
    "달빛은 이천 작업실에서 매일 쓰는 그릇을 빚고, 유약을 입히고, 굽습니다. 보성과 제주, 하동의 차도 함께 담아 보내 드려요.",
  heroPieces: "상품 보러 가기",
  heroAsk: "무엇이든 물어보기",
  heroAlt: "산 위로 보름달이 뜬 밤, 나무 탁자에 놓인 하얀 달항아리와 청자 잔",

  piecesTitle: "오래 곁에 두는 것들",
  piecesText:
    "납이 들어 있지 않은 유약만 쓰고, 검사까지 마쳤어요. 평소처럼 쓰다가 12개월 안에 금이 가면 무료로 바꿔 드립니다.",
  moonJar: "달항아리 화병",
  moonJarText: "사발 두 개를 손으로 이어 붙여, 똑같은 것이 하나도 없어요.",
  mug: "달 머그",
  mugText: "흙빛을 살린 청자 머그. 식기세척기와 전자레인지에 쓸 수 있어요.",
  onggi: "옹기 항아리 2L",
  onggiText: "김치와 찌개를 위한 숨 쉬는 그릇. 오븐은 200°C까지 괜찮아요.",
  bowls: "밥공기 2개 세트",
  bowlsText: "하나는 희고, 하나는 초저녁 하늘빛이에요.",
  teaSet: "다기 세트 ‘새벽’",
  teaSetText: "주전자와 잔, 쟁반. 동트기 전의 시간을 담았어요.",
  linen: "리넨 테이블 러너",
  linenText: "손으로 술을 맨 워싱 리넨. 30°C에서 세탁하세요.",
  greenTea: "보성 녹차 80g",
  greenTeaText: "봄에 딴 첫 잎. 개봉 후 3개월 안에 드시면 가장 좋아요.",

  promiseTitle: "믿고 맡기셔도 됩니다",
  deliveryTitle: "배송",
  deliveryText:
    "국내는 영업일 기준 1~3일, 5만 원부터 무료예요. 해외는 7~12일, 미화 120달러부터 무료입니다.",
  returnsTitle: "30일 반품",
  returnsText:
    "쓰지 않은 상품을 원래 상자에 담아 보내 주세요. 파손이나 불량이면 비용은 저희가 냅니다.",
  personTitle: "언제나 사람이 있어요",
  personText: "봇이 먼저 바로 답해 드려요. 버튼 한 번이면 상담원과 이야기할 수 있어요.",

  visitTitle: "직접 보러 오세요",
  showroom: "성수 쇼룸",
  showroomText:
    "서울 성동구 성수동. 화요일~일요일 11:00~19:00. 주문한 상품을 무료로 찾아가실 수 있어요.",
  workshop: "이천 작업실",
  workshopText: "토요일 10:30, 14:00 작업실 투어, 15,000원. 손에 흙이 묻을지도 몰라요.",

  footer: "달빛은 데모를 위해 만든 가상의 상점이에요. 실제로 구매할 수는 없어요.",
  footerContact: "1588-0417 · help@dalbit.example · 평일 9:00~18:00",
};
