// SPDX-License-Identifier: BSL-1.0
#include "mails/templates.hpp"

namespace parvis::inline v1 {
namespace {

constexpr std::string_view greeting = "مرحبًا {first_name}،";

// A mail to an address that nobody has proven holds nothing that a stranger typed: no greeting by name.
constexpr mail_language texts{
    .language = "ar",
    .direction = "rtl",
    .months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
               "ديسمبر"},
    .closing = "هل لديك سؤال؟ تواصل مع {support}.",
    .mails = {{
        {effect::mail_verify_email,
         "تأكيد عنوان بريدك الإلكتروني في {portal}",
         {"طلب شخص ما، ونأمل أن يكون أنت، التسجيل في {portal} بهذا العنوان.", "أكّد أن هذا العنوان يخصك للمتابعة.",
          "هذا الرابط صالح حتى {expires}.", "إن لم تكن أنت، فتجاهل هذه الرسالة: لن يُنشأ أي حساب."},
         "تأكيد عنواني"},
        {effect::mail_known_address,
         "حاول شخص ما تسجيل عنوانك",
         {"حاول شخص ما، وربما أنت، التسجيل في {portal} بهذا العنوان. لم يتغيّر أي شيء.",
          "إن كنت أنت، فسجّل الدخول، أو أعد تعيين كلمة المرور إن كنت قد نسيتها.",
          "إن لم تكن أنت، فلا حاجة إلى أي إجراء."},
         "تسجيل الدخول"},
        {effect::mail_request_received,
         "تم استلام طلبك للانضمام إلى {portal}",
         {greeting, "استلمنا طلبك لإنشاء حساب في {portal}، وهو الآن في انتظار الموافقة.",
          "سنخبرك عبر البريد الإلكتروني فور اتخاذ القرار."},
         ""},
        {effect::mail_approval_needed,
         "تسجيل جديد في بوابة العملاء بانتظار الموافقة: {name}",
         {greeting, "سجّل {name} ({email}) في {portal} وهو في انتظار الموافقة.", "نوع الوصول المطلوب: {access}.",
          "ستجد الطلب في قائمة العملاء."},
         "فتح قائمة العملاء"},
        {effect::mail_welcome,
         "أهلًا بك في {portal}",
         {greeting, "حسابك في {portal} نشط. يمكنك تسجيل الدخول الآن."},
         "تسجيل الدخول"},
        {effect::mail_waiting,
         "تمت الموافقة على طلبك للانضمام إلى {portal}",
         {greeting, "تمت الموافقة على طلبك لإنشاء حساب في {portal}، لكن لا يوجد ترخيص متاح في الوقت الحالي.",
          "مكانك في قائمة الانتظار محفوظ، وسنخبرك عبر البريد الإلكتروني فور تنشيط حسابك."},
         ""},
        {effect::mail_rejected,
         "تم رفض طلبك للانضمام إلى {portal}",
         {greeting, "تم رفض طلبك لإنشاء حساب في {portal}.", "السبب المذكور: {reason}"},
         ""},
        {effect::mail_join,
         "انضم إلى {portal}",
         {greeting, "تم إعداد حساب لك في {portal}. اختر اسم مستخدم وكلمة مرور للانضمام.",
          "هذا الرابط صالح حتى {expires}."},
         "انضمام"},
    }},
};
static_assert(complete(texts));

}  // namespace

constinit const mail_language arabic = texts;

}  // namespace parvis::inline v1
