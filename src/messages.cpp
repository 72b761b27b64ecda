// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"

#include <algorithm>

namespace parvis::inline v1 {
namespace {

using texts = std::array<std::string_view, built_in_languages.size()>;

std::size_t index_of(std::string_view language) noexcept {
  const auto tag = language.substr(0, language.find_first_of("-_"));
  const auto same = [](char a, char b) { return (a | 0x20) == b; };
  const auto found =
      std::ranges::find_if(built_in_languages, [&](auto known) { return std::ranges::equal(tag, known, same); });
  return found == built_in_languages.end() ? 0 : static_cast<std::size_t>(found - built_in_languages.begin());
}

struct error_row {
  errc code;
  std::string_view name;
  texts in;
};

constexpr error_row errors[] = {
    // 1xx
    {errc::invalid_argument,
     "invalid_argument",
     {"The request is not valid.", "La demande n'est pas valide.", "الطلب غير صالح."}},
    {errc::invalid_form,
     "invalid_form",
     {"Please correct the fields indicated.", "Veuillez corriger les champs indiqués.",
      "يُرجى تصحيح الحقول المشار إليها."}},
    {errc::cancelled, "cancelled", {"The work was stopped.", "Le travail a été interrompu.", "أُوقف العمل."}},
    {errc::required, "required", {"This field is required.", "Ce champ est obligatoire.", "هذا الحقل مطلوب."}},
    {errc::too_short, "too_short", {"This text is too short.", "Ce texte est trop court.", "هذا النص قصير جدًا."}},
    {errc::too_long, "too_long", {"This text is too long.", "Ce texte est trop long.", "هذا النص طويل جدًا."}},
    {errc::invalid_utf8,
     "invalid_utf8",
     {"This text contains characters that cannot be read.", "Ce texte contient des caractères illisibles.",
      "يحتوي هذا النص على أحرف غير قابلة للقراءة."}},
    {errc::control_character,
     "control_character",
     {"Control characters are not allowed.", "Les caractères de contrôle ne sont pas autorisés.",
      "أحرف التحكم غير مسموح بها."}},
    {errc::bidi_control,
     "bidi_control",
     {"Invisible characters that change the direction of writing are not allowed.",
      "Les caractères invisibles qui changent le sens de l'écriture ne sont pas autorisés.",
      "الأحرف غير المرئية التي تغيّر اتجاه الكتابة غير مسموح بها."}},
    {errc::line_break,
     "line_break",
     {"Line breaks are not allowed.", "Les retours à la ligne ne sont pas autorisés.", "فواصل الأسطر غير مسموح بها."}},
    {errc::url_in_text,
     "url_in_text",
     {"Web addresses are not allowed here.", "Les adresses web ne sont pas autorisées ici.",
      "عناوين الويب غير مسموح بها هنا."}},
    {errc::character_not_allowed,
     "character_not_allowed",
     {"This text contains a character that is not allowed.", "Ce texte contient un caractère non autorisé.",
      "يحتوي هذا النص على حرف غير مسموح به."}},
    {errc::out_of_range,
     "out_of_range",
     {"This value is outside the allowed range.", "Cette valeur est hors des limites autorisées.",
      "هذه القيمة خارج النطاق المسموح به."}},
    {errc::email_invalid,
     "email_invalid",
     {"This is not a valid e-mail address.", "Cette adresse e-mail n'est pas valide.",
      "عنوان البريد الإلكتروني هذا غير صالح."}},
    {errc::email_domain_not_allowed,
     "email_domain_not_allowed",
     {"E-mail addresses of this domain are not accepted here.",
      "Les adresses e-mail de ce domaine ne sont pas acceptées ici.",
      "لا تُقبل هنا عناوين البريد الإلكتروني من هذا النطاق."}},
    {errc::domain_invalid,
     "domain_invalid",
     {"This is not a valid domain name.", "Ce nom de domaine n'est pas valide.", "اسم النطاق هذا غير صالح."}},
    {errc::username_reserved,
     "username_reserved",
     {"This username is reserved.", "Ce nom d'utilisateur est réservé.", "اسم المستخدم هذا محجوز."}},
    {errc::username_taken,
     "username_taken",
     {"This username is already taken.", "Ce nom d'utilisateur est déjà pris.", "اسم المستخدم هذا مستخدَم بالفعل."}},
    {errc::code_taken,
     "code_taken",
     {"This code is taken, or was at some time.", "Ce code est déjà pris, ou l'a été.",
      "هذا الرمز مستخدَم أو سبق استخدامه."}},
    {errc::mobile_invalid,
     "mobile_invalid",
     {"Give the number with its country code, for instance +33 6 12 34 56 78.",
      "Indiquez le numéro avec l'indicatif du pays, par exemple +33 6 12 34 56 78.",
      "أدخل الرقم مع رمز البلد، مثل ‎+33 6 12 34 56 78."}},
    {errc::password_too_short,
     "password_too_short",
     {"This password is too short.", "Ce mot de passe est trop court.", "كلمة المرور هذه قصيرة جدًا."}},
    {errc::password_too_long,
     "password_too_long",
     {"This password is too long.", "Ce mot de passe est trop long.", "كلمة المرور هذه طويلة جدًا."}},
    {errc::password_common,
     "password_common",
     {"This password is too common or too easy to guess.", "Ce mot de passe est trop courant ou trop facile à deviner.",
      "كلمة المرور هذه شائعة جدًا أو يسهل تخمينها."}},
    {errc::password_personal,
     "password_personal",
     {"This password is made of your own details.", "Ce mot de passe est composé de vos informations personnelles.",
      "تتكوّن كلمة المرور هذه من بياناتك الشخصية."}},
    {errc::access_not_allowed,
     "access_not_allowed",
     {"This type of account cannot be requested here.", "Ce type de compte ne peut pas être demandé ici.",
      "لا يمكن طلب هذا النوع من الحسابات هنا."}},
    {errc::approver_required,
     "approver_required",
     {"Choose the user who approves new sign-ups.", "Choisissez l'utilisateur qui approuve les nouvelles inscriptions.",
      "اختر المستخدم الذي يوافق على التسجيلات الجديدة."}},
    {errc::language_not_offered,
     "language_not_offered",
     {"This language is not offered here.", "Cette langue n'est pas proposée ici.", "هذه اللغة غير متاحة هنا."}},
    {errc::url_invalid,
     "url_invalid",
     {"This web address is not valid.", "Cette adresse web n'est pas valide.", "عنوان الويب هذا غير صالح."}},
    {errc::pattern_invalid,
     "pattern_invalid",
     {"This is not a pattern for links.", "Ce n'est pas un modèle de lien valable.", "هذا ليس نمطًا صالحًا للروابط."}},
    {errc::invite_invalid,
     "invite_invalid",
     {"This link is not valid.", "Ce lien n'est pas valide.", "هذا الرابط غير صالح."}},
    {errc::link_invalid,
     "link_invalid",
     {"This link is not valid.", "Ce lien n'est pas valide.", "هذا الرابط غير صالح."}},
    {errc::email_differs,
     "email_differs",
     {"This invitation is for another e-mail address.", "Cette invitation est destinée à une autre adresse e-mail.",
      "هذه الدعوة مخصصة لعنوان بريد إلكتروني آخر."}},
    {errc::group_not_allowed,
     "group_not_allowed",
     {"A link or a list may not bring people into this group.",
      "Un lien ou une liste ne peut faire entrer personne dans ce groupe.",
      "لا يجوز أن يُدخل الرابط أو القائمة أشخاصًا إلى هذه المجموعة."}},
    {errc::password_unchanged,
     "password_unchanged",
     {"Choose a password other than the present one.", "Choisissez un mot de passe différent de l'actuel.",
      "اختر كلمة مرور مختلفة عن الحالية."}},
    {errc::api_key_invalid,
     "api_key_invalid",
     {"This API key is not valid.", "Cette clé d'API n'est pas valide.", "مفتاح واجهة البرمجة هذا غير صالح."}},
    {errc::given_twice,
     "given_twice",
     {"This has been given twice.", "Cet élément figure deux fois.", "ورد هذا العنصر مرتين."}},
    {errc::field_unknown,
     "field_unknown",
     {"This is not asked for here.", "Cet élément n'est pas demandé ici.", "هذا العنصر غير مطلوب هنا."}},
    {errc::consent_required,
     "consent_required",
     {"Your agreement to the present text is required.", "Votre accord sur le texte actuel est nécessaire.",
      "موافقتك على النص الحالي مطلوبة."}},
    {errc::template_invalid,
     "template_invalid",
     {"This mail template is not valid.", "Ce modèle d'e-mail n'est pas valable.", "قالب البريد هذا غير صالح."}},
    {errc::ban_reason_required,
     "ban_reason_required",
     {"Give the reason for the ban.", "Indiquez la raison de l'interdiction.", "اذكر سبب الحظر."}},
    {errc::key_taken,
     "key_taken",
     {"This key was used for something else.", "Cette clé a déjà servi à autre chose.",
      "استُخدم هذا المفتاح لشيء آخر من قبل."}},
    {errc::not_for_sale,
     "not_for_sale",
     {"This cannot be bought here.", "Cet élément n'est pas proposé à la vente.", "هذا العنصر غير معروض للبيع."}},
    {errc::sku_needed,
     "sku_needed",
     {"This needs another product or module.", "Cet élément exige un autre produit ou module.",
      "يتطلّب هذا العنصر منتجًا آخر أو وحدة أخرى."}},
    {errc::payment_differs,
     "payment_differs",
     {"The amount paid is not the amount of the order.", "Le montant payé n'est pas celui de la commande.",
      "المبلغ المدفوع لا يطابق مبلغ الطلب."}},
    {errc::cursor_invalid,
     "cursor_invalid",
     {"This is no page of this list. Begin with the first page.",
      "Cette page n'appartient pas à cette liste. Reprenez à la première page.",
      "هذه الصفحة ليست من هذه القائمة. ابدأ من الصفحة الأولى."}},
    // 2xx
    {errc::signup_disabled,
     "signup_disabled",
     {"Sign-up is not open on this portal.", "L'inscription n'est pas ouverte sur ce portail.",
      "التسجيل غير مفتوح في هذه البوابة."}},
    {errc::already_set_up,
     "already_set_up",
     {"This workspace is already set up.", "Cet espace de travail est déjà configuré.",
      "تم إعداد مساحة العمل هذه من قبل."}},
    {errc::not_set_up,
     "not_set_up",
     {"This workspace is not set up yet.", "Cet espace de travail n'est pas encore configuré.",
      "لم يتم إعداد مساحة العمل هذه بعد."}},
    {errc::account_pending,
     "account_pending",
     {"Your account is awaiting approval.", "Votre compte est en attente d'approbation.", "حسابك في انتظار الموافقة."}},
    {errc::account_waiting,
     "account_waiting",
     {"Your account is waiting for a license.", "Votre compte est en attente de licence.", "حسابك في انتظار ترخيص."}},
    {errc::account_inactive,
     "account_inactive",
     {"Your account is inactive.", "Votre compte est inactif.", "حسابك غير نشط."}},
    {errc::account_banned,
     "account_banned",
     {"Your account has been banned.", "Votre compte est interdit d'accès.", "حسابك محظور."}},
    {errc::must_change_password,
     "must_change_password",
     {"You must change your password to continue.", "Vous devez modifier votre mot de passe pour continuer.",
      "يجب عليك تغيير كلمة المرور للمتابعة."}},
    {errc::no_seat, "no_seat", {"No license is available.", "Aucune licence n'est disponible.", "لا يوجد ترخيص متاح."}},
    {errc::last_administrator,
     "last_administrator",
     {"At least one active administrator must remain.", "Il doit rester au moins un administrateur actif.",
      "يجب أن يبقى مسؤول نشط واحد على الأقل."}},
    {errc::room_needed,
     "room_needed",
     {"This link takes licenses: it needs approval or free licenses.",
      "Ce lien utilise des licences\u00a0: il exige une approbation ou des licences disponibles.",
      "يستهلك هذا الرابط تراخيص: فهو يحتاج إلى موافقة أو إلى تراخيص متاحة."}},
    {errc::mails_exhausted,
     "mails_exhausted",
     {"Too many e-mails have been sent to this address. Please try again in an hour.",
      "Trop d'e-mails ont été envoyés à cette adresse. Veuillez réessayer dans une heure.",
      "أُرسل عدد كبير جدًا من الرسائل إلى هذا العنوان. يُرجى المحاولة بعد ساعة."}},
    {errc::permission_denied,
     "permission_denied",
     {"You are not allowed to do this.", "Vous n'êtes pas autorisé à effectuer cette action.",
      "غير مسموح لك بتنفيذ هذا الإجراء."}},
    {errc::not_found, "not_found", {"This item was not found.", "Élément introuvable.", "لم يتم العثور على العنصر."}},
    {errc::illegal_transition,
     "illegal_transition",
     {"This is not possible in the present state.", "Cette action n'est pas possible dans l'état actuel.",
      "هذا الإجراء غير ممكن في الحالة الحالية."}},
    {errc::email_taken,
     "email_taken",
     {"This e-mail address is already in use.", "Cette adresse e-mail est déjà utilisée.",
      "عنوان البريد الإلكتروني هذا مستخدَم بالفعل."}},
    {errc::group_in_use,
     "group_in_use",
     {"Accounts are in this group.", "Des comptes sont dans ce groupe.", "توجد حسابات في هذه المجموعة."}},
    {errc::own_account,
     "own_account",
     {"You cannot do this to your own account.", "Vous ne pouvez pas effectuer cette action sur votre propre compte.",
      "لا يمكنك فعل ذلك بحسابك."}},
    {errc::ban_stands,
     "ban_stands",
     {"This account is banned. Lift the ban first.", "Ce compte est interdit d'accès. Levez d'abord l'interdiction.",
      "هذا الحساب محظور. ارفع الحظر أولًا."}},
    {errc::group_name_taken,
     "group_name_taken",
     {"Another group has this name.", "Un autre groupe porte ce nom.", "تحمل مجموعة أخرى هذا الاسم."}},
    {errc::credentials_wrong,
     "credentials_wrong",
     {"The username or password is wrong.", "Nom d'utilisateur ou mot de passe incorrect.",
      "اسم المستخدم أو كلمة المرور غير صحيحة."}},
    {errc::too_many_attempts,
     "too_many_attempts",
     {"Too many attempts. Please wait before you try again.",
      "Trop de tentatives. Veuillez patienter avant de réessayer.",
      "محاولات كثيرة جدًا. يُرجى الانتظار قبل المحاولة مرة أخرى."}},
    {errc::sign_in_disabled,
     "sign_in_disabled",
     {"Too many attempts have failed. Reset your password to sign in again.",
      "Trop de tentatives ont échoué. Réinitialisez votre mot de passe pour vous reconnecter.",
      "فشلت محاولات كثيرة جدًا. أعد تعيين كلمة المرور لتتمكن من تسجيل الدخول من جديد."}},
    // 3xx
    {errc::conflict,
     "conflict",
     {"Somebody else changed this at the same time. Please try again.",
      "Quelqu'un d'autre a modifié cet élément en même temps. Veuillez réessayer.",
      "قام شخص آخر بتعديل هذا العنصر في الوقت نفسه. يُرجى المحاولة مرة أخرى."}},
    {errc::stale,
     "stale",
     {"This has changed since you saw it. Please reload it.",
      "Cet élément a changé depuis que vous l'avez affiché. Veuillez le recharger.",
      "تغيّر هذا العنصر منذ أن عرضته. يُرجى إعادة تحميله."}},
    // 4xx
    {errc::unavailable,
     "unavailable",
     {"The service is not available at the moment. Please try again later.",
      "Le service est momentanément indisponible. Veuillez réessayer plus tard.",
      "الخدمة غير متاحة حاليًا. يُرجى المحاولة لاحقًا."}},
    {errc::outcome_unknown,
     "outcome_unknown",
     {"It is not known whether the change was made. Please check before trying again.",
      "On ne sait pas si la modification a été enregistrée. Veuillez vérifier avant de réessayer.",
      "لا يُعرف ما إذا كان التغيير قد حُفظ. يُرجى التحقق قبل المحاولة مرة أخرى."}},
    {errc::host_failed,
     "host_failed",
     {"The application could not complete the request.", "L'application n'a pas pu traiter la demande.",
      "تعذّر على التطبيق إتمام الطلب."}},
    {errc::corrupt_row,
     "corrupt_row",
     {"Stored data could not be read.", "Des données enregistrées n'ont pas pu être lues.",
      "تعذّرت قراءة بيانات محفوظة."}},
    {errc::random_failed,
     "random_failed",
     {"No secure random numbers were available.", "Aucun nombre aléatoire sûr n'était disponible.",
      "لم تتوفر أرقام عشوائية آمنة."}},
    {errc::clock_failed,
     "clock_failed",
     {"The time could not be read.", "L'heure n'a pas pu être lue.", "تعذّرت قراءة الوقت."}},
    {errc::schema_newer,
     "schema_newer",
     {"The data was written by a newer version.", "Les données ont été écrites par une version plus récente.",
      "كُتبت البيانات بإصدار أحدث."}},
    {errc::storage_unfit,
     "storage_unfit",
     {"This storage cannot keep the data safely.", "Ce stockage ne peut pas conserver les données de façon sûre.",
      "لا يمكن لهذا التخزين حفظ البيانات بأمان."}},
    // 5xx
    {errc::bug, "bug", {"An internal error occurred.", "Une erreur interne s'est produite.", "حدث خطأ داخلي."}},
    {errc::no_memory,
     "no_memory",
     {"There is not enough memory.", "La mémoire disponible est insuffisante.", "لا توجد ذاكرة كافية."}},
    {errc::reentrant,
     "reentrant",
     {"The library was called from within one of its own calls.",
      "La bibliothèque a été appelée depuis l'un de ses propres appels.", "استُدعيت المكتبة من داخل أحد استدعاءاتها."}},
    {errc::busy,
     "busy",
     {"The service is busy. Please try again in a moment.",
      "Le service est très sollicité. Veuillez réessayer dans un instant.", "الخدمة مشغولة. يُرجى المحاولة بعد قليل."}},
    {errc::abi_mismatch,
     "abi_mismatch",
     {"The program needs a newer version of the library.",
      "Le programme exige une version plus récente de la bibliothèque.", "يحتاج البرنامج إلى إصدار أحدث من المكتبة."}},
};
static_assert(std::ranges::adjacent_find(errors, std::ranges::greater_equal{}, &error_row::code) == std::end(errors),
              "in the order of the numbers, each once");

const error_row* find(errc code) noexcept {
  const auto* row = std::ranges::lower_bound(errors, code, {}, &error_row::code);
  return row != std::end(errors) && row->code == code ? row : nullptr;
}

/// What a license of a sku is for, and what is said where there is none left; a host's own sku stands in for "{}".
struct sku_row {
  std::string_view sku;
  texts label;
  texts no_seat;
};
constexpr sku_row skus[] = {
    {"collaborators",
     {"collaborator", "collaborateur", "متعاون"},
     {"No collaborator license is available.", "Aucune licence de collaborateur n'est disponible.",
      "لا يوجد ترخيص متعاون متاح."}},
    {"core",
     {"core solution", "solution de base", "الحل الأساسي"},
     {"No license of the core solution is available.", "Aucune licence de la solution de base n'est disponible.",
      "لا يوجد ترخيص متاح للحل الأساسي."}},
    {"contract",
     {"contract solution", "solution contractuelle", "حل العقود"},
     {"No license of the contract solution is available.",
      "Aucune licence de la solution contractuelle n'est disponible.", "لا يوجد ترخيص متاح لحل العقود."}},
};
constexpr texts other_sku{"No “{}” license is available.", "Aucune licence «\u00a0{}\u00a0» n'est disponible.",
                          "لا يوجد ترخيص «{}» متاح."};

bool is_plain_sku(std::string_view sku) noexcept {
  constexpr std::string_view plain_characters = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !sku.empty() && sku.size() <= 64 && sku.find_first_not_of(plain_characters) == std::string_view::npos;
}

template <class Value>
struct label_row {
  Value of;
  texts in;
};
template <class Value, std::size_t N>
std::string_view pick(const label_row<Value> (&rows)[N], Value value, std::string_view language) noexcept {
  const auto* row = std::ranges::find(rows, value, &label_row<Value>::of);
  return (row == std::end(rows) ? rows[0] : *row).in[index_of(language)];
}

constexpr label_row<phrase> phrases[] = {
    {phrase::signup_received,
     {"If this address can be registered, an e-mail has been sent to it.",
      "Si cette adresse peut être inscrite, un e-mail vient de lui être envoyé.",
      "إذا كان من الممكن تسجيل هذا العنوان، فقد أُرسلت إليه رسالة بريد إلكتروني."}},
    {phrase::reset_asked,
     {"If there is an account with this address, an e-mail has been sent to it.",
      "S'il existe un compte avec cette adresse, un e-mail vient de lui être envoyé.",
      "إذا كان هناك حساب بهذا العنوان، فقد أُرسلت إليه رسالة بريد إلكتروني."}},
    {phrase::email_to_be_proven, {"address to be confirmed", "adresse à confirmer", "العنوان بانتظار التأكيد"}},
    {phrase::banned, {"banned", "interdit", "محظور"}},
};
constexpr label_row<account_state> states[] = {
    {account_state::inactive, {"inactive", "inactif", "غير نشط"}},
    {account_state::invited, {"invited", "invité", "مدعو"}},
    {account_state::pending, {"awaiting approval", "en attente d'approbation", "في انتظار الموافقة"}},
    {account_state::waiting, {"awaiting a license", "en attente de licence", "في انتظار ترخيص"}},
    {account_state::active, {"active", "actif", "نشط"}},
    {account_state::rejected, {"refused", "refusée", "مرفوض"}},
    {account_state::lapsed, {"lapsed", "expirée", "منتهي الصلاحية"}},
    {account_state::erased, {"erased", "effacé", "محذوف"}},
};
constexpr label_row<order_state> order_states[] = {
    {order_state::open, {"to be paid", "à payer", "بانتظار الدفع"}},
    {order_state::granted, {"granted", "accordée", "مُنفَّذ"}},
    {order_state::declined, {"payment declined", "paiement refusé", "رُفض الدفع"}},
    {order_state::abandoned, {"abandoned", "abandonnée", "متروك"}},
    {order_state::refunded, {"refunded", "remboursée", "أُعيد المبلغ"}},
};
constexpr label_row<account_kind> kinds[] = {
    {account_kind::user, {"user", "utilisateur", "مستخدم"}},
    {account_kind::client, {"client", "client", "عميل"}},
    {account_kind::collaborator, {"collaborator", "collaborateur", "متعاون"}},
};
constexpr label_row<access> accesses[] = {
    {access::none, {"none", "aucun", "لا شيء"}},
    {access::client, {"client", "client", "عميل"}},
    {access::collaborator, {"collaborator", "collaborateur", "متعاون"}},
    {access::client | access::collaborator, {"client and collaborator", "client et collaborateur", "عميل ومتعاون"}},
    {access::core, {"core solution", "solution de base", "الحل الأساسي"}},
    {access::contract, {"contract solution", "solution contractuelle", "حل العقود"}},
    {access::core | access::contract, {"both solutions", "les deux", "الحلّان معًا"}},
};
constexpr label_row<case_role> roles[] = {
    {case_role::none, {"none", "aucun", "لا شيء"}},
    {case_role::client, {"client", "client", "عميل"}},
    {case_role::staff, {"staff", "équipe", "فريق العمل"}},
};

}  // namespace

std::string_view built_in_language(std::string_view asked) noexcept { return built_in_languages[index_of(asked)]; }

std::string_view name(errc code) noexcept {
  const auto* row = find(code);
  return row != nullptr ? row->name : "unknown";
}

namespace {

// In the order of the numbers, which begin at 1.
constexpr std::string_view state_names[] = {"invited",  "pending",  "waiting", "active",
                                            "inactive", "rejected", "lapsed",  "erased"};
constexpr std::string_view order_state_names[] = {"open", "granted", "declined", "abandoned", "refunded"};
static_assert(std::size(order_state_names) == static_cast<std::size_t>(last_value(order_state{})));
constexpr std::string_view event_names[] = {"workspace_set_up",
                                            "settings_changed",
                                            "user_added",
                                            "user_joined",
                                            "seats_granted",
                                            "invite_created",
                                            "sign_up_received",
                                            "sign_up_of_known_address",
                                            "email_proven",
                                            "account_approved",
                                            "account_rejected",
                                            "account_admitted",
                                            "signed_in",
                                            "case_opened",
                                            "mail_failed",
                                            "invite_rotated",
                                            "invite_closed",
                                            "invite_reopened",
                                            "invite_revoked",
                                            "invite_resent",
                                            "sign_up_refused",
                                            "account_reapplied",
                                            "account_reopened",
                                            "account_lapsed",
                                            "account_deactivated",
                                            "account_reactivated",
                                            "seats_settled",
                                            "grant_ended",
                                            "outbox_retried",
                                            "portal_account_added",
                                            "join_resent",
                                            "account_edited",
                                            "access_changed",
                                            "access_asked",
                                            "access_refused",
                                            "privacy_override_changed",
                                            "password_change_demanded",
                                            "sign_in_failed",
                                            "source_closed",
                                            "password_changed",
                                            "password_reset_asked",
                                            "password_reset",
                                            "email_change_asked",
                                            "email_changed",
                                            "api_key_issued",
                                            "api_key_revoked",
                                            "catalog_changed",
                                            "order_placed",
                                            "order_granted",
                                            "order_declined",
                                            "order_abandoned",
                                            "order_refunded",
                                            "payment_noted",
                                            "checkout_started",
                                            "overage_changed",
                                            "seats_reserved",
                                            "reservation_released",
                                            "reservation_expired",
                                            "account_banned",
                                            "account_unbanned",
                                            "group_added",
                                            "group_edited",
                                            "group_removed",
                                            "group_changed",
                                            "import_started",
                                            "accounts_exported",
                                            "person_exported",
                                            "account_erased",
                                            "erasure_completed"};
static_assert(std::size(state_names) == static_cast<std::size_t>(last_value(account_state{})));
constexpr std::string_view effect_names[] = {"open_case",
                                             "mail_verify_email",
                                             "mail_known_address",
                                             "mail_request_received",
                                             "mail_approval_needed",
                                             "mail_welcome",
                                             "mail_waiting",
                                             "mail_rejected",
                                             "mail_join",
                                             "mail_invitation",
                                             "mail_approval_reminder",
                                             "mail_approvals_reassigned",
                                             "mail_lapsed",
                                             "mail_reapplication_refused",
                                             "mail_seats_exhausted",
                                             "mail_over_capacity",
                                             "mail_deactivated",
                                             "mail_reactivated",
                                             "mail_banned",
                                             "mail_password_reset",
                                             "mail_password_changed",
                                             "mail_email_changed",
                                             "mail_email_change",
                                             "mail_access_asked",
                                             "mail_access_changed",
                                             "mail_access_refused",
                                             "mail_email_change_asked",
                                             "start_checkout",
                                             "mail_api_key_changed",
                                             "mail_access_lapsed"};
static_assert(std::size(event_names) == static_cast<std::size_t>(last_value(event_type{})));
constexpr std::string_view defect_names[] = {
    "unreadable",    "missing",     "key_lost",       "dangling",   "misfit",         "code_unclaimed",
    "grants_differ", "capacity",    "next_change",    "seats_held", "seats_reserved", "queue_length",
    "next_release",  "use_periods", "administrators", "payments",   "trail",          "members"};
static_assert(std::size(effect_names) == static_cast<std::size_t>(last_value(effect{})));
static_assert(std::size(defect_names) == static_cast<std::size_t>(last_value(store_defect{})));

template <class Enum, std::size_t Size>
constexpr std::string_view name_in(const std::string_view (&names)[Size], Enum which) noexcept {
  const auto n = static_cast<std::size_t>(which);
  return n >= 1 && n <= Size && !names[n - 1].empty() ? names[n - 1] : "unknown";
}

}  // namespace

std::string_view name(account_state state) noexcept { return name_in(state_names, state); }
std::string_view name(order_state state) noexcept { return name_in(order_state_names, state); }
std::string_view name(event_type what) noexcept { return name_in(event_names, what); }
std::string_view name(effect what) noexcept { return name_in(effect_names, what); }
std::string_view name(store_defect what) noexcept { return name_in(defect_names, what); }

std::string message(errc code, std::string_view language, std::string_view detail) {
  const auto in = index_of(language);
  if (code == errc::no_seat && is_plain_sku(detail)) {
    const auto* known = std::ranges::find(skus, detail, &sku_row::sku);
    if (known != std::end(skus)) return std::string{known->no_seat[in]};
    std::string text{other_sku[in]};
    return text.replace(text.find("{}"), 2, detail);
  }
  const auto* row = find(code);
  return std::string{(row != nullptr ? row : find(errc::bug))->in[in]};
}

std::string message(const failure& why, std::string_view language) { return message(why.code, language, why.detail); }

std::string_view message(phrase what, std::string_view language) noexcept { return pick(phrases, what, language); }
std::string_view label(account_state state, std::string_view language) noexcept {
  return pick(states, state, language);
}
std::string_view label(order_state state, std::string_view language) noexcept {
  return pick(order_states, state, language);
}
std::string_view label(account_kind kind, std::string_view language) noexcept { return pick(kinds, kind, language); }
std::string_view label(access set, std::string_view language) noexcept { return pick(accesses, set, language); }
std::string_view label(case_role role, std::string_view language) noexcept { return pick(roles, role, language); }

std::string license_label(std::string_view sku, std::string_view language) {
  const auto* known = std::ranges::find(skus, sku, &sku_row::sku);
  return std::string{known != std::end(skus) ? known->label[index_of(language)] : sku};
}

}  // namespace parvis::inline v1
