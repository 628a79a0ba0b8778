### ما يحيط بأسئلة الاستبيان؛ الأسئلة نفسها مع الاستبيان.

survey-place = { $number } من { $total }
button-survey-start = بدء
button-go-on = متابعة
button-later = لاحقًا
button-not-this = لا أريد هذا الاستبيان
button-done = تم
button-back = رجوع
survey-later = حسنًا. يمكنكم البدء في أي وقت بالزر أعلاه.
survey-declined = حسنًا، لن نعرض عليكم هذا الاستبيان مرة أخرى.
survey-paused = أوقفنا الاستبيان هنا. إجاباتكم حتى الآن محفوظة.
survey-waits = الاستبيان في انتظاركم.
survey-closed-for-you = لقد أنهيتم هذا الاستبيان من قبل. شكرًا.
survey-how-to-stop = إذا أردتم ترك الاستبيان فاكتبوا ⁨/stop⁩.
survey-not-a-choice = اضغطوا على أحد الأزرار. ويمكنكم أيضًا تجاوز السؤال.
survey-empty = لا أرى كلمات في رسالتكم.
survey-too-long = إجابتكم طويلة جدًا. اكتبوها باختصار.
survey-required = نحتاج إلى إجابة عن هذا السؤال.
survey-nothing-picked = لم يُختر شيء بعد. اختاروا شيئًا أو تجاوزوا السؤال.
survey-first = هذا هو السؤال الأول.
