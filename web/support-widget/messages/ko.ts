/** What the widget says in Korean. */

import type { CatalogueOf } from "../../shared/i18n.ts";
import type { en } from "./en.ts";

export const ko: CatalogueOf<typeof en> = {
  title: "고객 상담",
  launch: "상담하기",
  launchUnread: (count) => `상담하기, 새 메시지 ${count}개`,
  close: "상담 창 닫기",
  otherLanguage: "English",
  switchLanguage: "Switch to English",
  conversation: "대화",

  door: "상담원과 이야기하기",
  withBot: "지금은 자동 상담 봇이에요. 버튼 한 번이면 상담원과 이야기할 수 있어요.",
  asking: "상담원을 요청하고 있어요…",
  askingOffline: "연결이 끊겼어요. 다시 연결되는 대로 상담원을 요청할게요.",
  askFailed: "방금은 상담원을 요청하지 못했어요. 버튼을 다시 눌러 주세요.",
  waitingPlace: (position) => `상담원을 기다리는 중이에요. 대기 순서는 ${position}번째예요.`,
  waitingNoPlaceYet: "상담원을 기다리는 중이에요. 순서는 그대로 유지돼요.",
  waitingNobody: "지금은 자리에 있는 상담원이 없어요. 대기 순서는 그대로 유지돼요.",
  withPerson: (name) => `${name} 상담원과 이야기하고 있어요.`,
  over: "이 대화는 끝났어요.",

  bot: "봇",
  person: (name) => `${name} · 상담원`,
  you: "나",

  rate: "도움이 되었나요?",
  rateYes: "네, 도움이 됐어요",
  rateNo: "아니요, 도움이 안 됐어요",
  rated: "알려 주셔서 고마워요.",
  sorry: "도움이 못 되어 죄송해요. 다른 말로 다시 물어보시거나 상담원과 이야기해 보세요.",

  greeting:
    "안녕하세요. 저는 자동 상담 봇이에요. 주문, 배송, 반품에 대한 질문은 대부분 바로 답해 드릴 수 있어요.",
  greetingNamed: (name) =>
    `${name}님, 안녕하세요. 저는 자동 상담 봇이에요. 주문, 배송, 반품에 대한 질문은 대부분 바로 답해 드릴 수 있어요.`,
  greetingDoor: "상담원과 이야기하고 싶으신가요? 언제든 버튼 한 번이면 돼요.",
  suggestTrack: "제 주문은 어디쯤 왔나요?",
  suggestDelivery: "배송은 얼마나 걸리나요?",
  suggestReturns: "반품은 어떻게 하나요?",
  suggestions: "자주 묻는 질문",

  continued: "지난 대화에서 이어져요.",
  identified: (name) => `${name}님으로 로그인되어 있어요.`,
  identifiedNameless: "로그인되어 있어요.",
  youAsked: "상담원을 요청하셨어요.",
  botAsked: "봇이 상담원을 대신 요청했어요.",
  cancelled: "다시 봇과 이야기하고 있어요.",
  joined: (name) => `${name} 상담원이 들어왔어요. 지금까지의 대화를 모두 볼 수 있어요.`,
  released: (name) => `${name} 상담원이 자리를 비우게 됐어요. 대기 순서는 그대로 유지돼요.`,
  handedBack: (name) => `${name} 상담원이 대화를 다시 봇에게 넘겼어요.`,
  endedByYou: "대화를 끝내셨어요.",
  endedByPerson: "상담원이 대화를 끝냈어요.",

  waitTitle: (position) => (position === 1 ? "바로 다음 순서예요" : `대기 순서 ${position}번째`),
  waitTitleNoPlace: "순서를 맡아 두었어요",
  waitTitleNobody: (position) => `${position}번째 순서를 맡아 두었어요`,
  waitSince: (time) => `${time}에 요청하셨어요. 그때부터 순서가 매겨져요.`,
  waitDesk: (agents) => `지금 상담원 ${agents}명이 근무 중이에요.`,
  waitNobody: "지금은 자리에 있는 상담원이 없어요.",
  waitOpens: (when) => `상담은 ${when}에 시작해요.`,
  waitLeave: "창을 닫았다가 다시 오셔도 괜찮아요. 답변은 여기에 남아 있어요.",
  waitMeanwhile: "그동안 봇에게 계속 물어보셔도 돼요.",
  backToBot: "순서를 취소하고 봇에게 돌아가기",
  toPerson: "상담원에게",
  toBot: "기다리는 동안 봇에게",
  addressee: "다음 메시지를 받을 상대",

  botTyping: "봇이 입력하고 있어요",
  personTyping: (name) => `${name} 상담원이 입력하고 있어요`,

  write: "메시지를 입력하세요",
  writeToPerson: "상담원에게 남길 말",
  writeToBot: "봇에게 물어보세요",
  writeTo: (name) => `${name} 상담원에게 메시지 쓰기`,
  send: "보내기",
  tooLong: (over) => `${over}자를 줄여 주세요`,
  sending: "보내는 중…",
  waitingForConnection: "연결을 기다리고 있어요. 연결되면 보낼게요.",
  sent: "보냄",
  failed: "보내지 못했어요.",
  failedTooFast: "너무 빨리 보내서 전송되지 않았어요.",
  tryAgain: "다시 보내기",
  newMessages: "새 메시지",

  offline: "연결이 끊겼어요. 다시 연결하고 있어요…",
  offlineRetry: "지금 연결하기",
  broken: "상담 창을 다시 시작해야 해요. 페이지를 새로고침해 주세요.",

  end: "대화 끝내기",
  endQuestion: "이 대화를 끝낼까요?",
  endYes: "끝내기",
  endNo: "계속하기",
  startAnew: "새 대화 시작하기",
};
