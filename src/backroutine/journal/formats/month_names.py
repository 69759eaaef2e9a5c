"""What months and halves of the day are called.

scripts/months.py writes this module from Unicode's CLDR: change that, not this.
"""

# ruff: noqa: E501 - a Chinese character counts as two
# fmt: off

_NAMES = {
    "en": (
        "jan/january feb/february mar/march apr/april may jun/june jul/july aug/august sep/september "
        "oct/october nov/november dec/december"
    ),
    "bg": (
        "яну/януари фев/февруари март апр/април май юни юли авг/август сеп/септември окт/октомври "
        "ное/ноември дек/декември"
    ),
    "cs": (
        "led/leden/ledna úno/únor/února bře/březen/března dub/duben/dubna kvě/květen/května "
        "červen/června/čvn července/červenec/čvc srp/srpen/srpna zář/září říj/říjen/října "
        "lis/listopad/listopadu pro/prosince/prosinec"
    ),
    "da": (
        "jan/januar feb/februar mar/marts apr/april maj jun/juni jul/juli aug/august sep/september "
        "okt/oktober nov/november dec/december"
    ),
    "de": (
        "jan/januar feb/februar mär/märz apr/april mai jun/juni jul/juli aug/august sep/sept/september "
        "okt/oktober nov/november dez/dezember"
    ),
    "el": (
        "ιαν/ιανουάριοσ/ιανουαρίου φεβ/φεβρουάριοσ/φεβρουαρίου μάρ/μάρτιοσ/μαρ/μαρτίου "
        "απρ/απρίλιοσ/απριλίου μάι/μάιοσ/μαΐ/μαΐου ιουν/ιουνίου/ιούν/ιούνιοσ "
        "ιουλ/ιουλίου/ιούλ/ιούλιοσ αυγ/αυγούστου/αύγ/αύγουστοσ σεπ/σεπτέμβριοσ/σεπτεμβρίου "
        "οκτ/οκτωβρίου/οκτώβριοσ νοέ/νοέμβριοσ/νοε/νοεμβρίου δεκ/δεκέμβριοσ/δεκεμβρίου"
    ),
    "es": (
        "ene/enero feb/febrero mar/marzo abr/abril may/mayo jun/junio jul/julio ago/agosto "
        "sept/septiembre oct/octubre nov/noviembre dic/diciembre"
    ),
    "fi": (
        "tammi/tammikuu/tammikuuta helmi/helmikuu/helmikuuta maalis/maaliskuu/maaliskuuta "
        "huhti/huhtikuu/huhtikuuta touko/toukokuu/toukokuuta kesä/kesäkuu/kesäkuuta "
        "heinä/heinäkuu/heinäkuuta elo/elokuu/elokuuta syys/syyskuu/syyskuuta loka/lokakuu/lokakuuta "
        "marras/marraskuu/marraskuuta joulu/joulukuu/joulukuuta"
    ),
    "fr": (
        "janv/janvier févr/février mars avr/avril mai juin juil/juillet août sept/septembre oct/octobre "
        "nov/novembre déc/décembre"
    ),
    "hr": (
        "sij/siječanj/siječnja velj/veljača/veljače ožu/ožujak/ožujka tra/travanj/travnja "
        "svi/svibanj/svibnja lip/lipanj/lipnja srp/srpanj/srpnja kol/kolovoz/kolovoza ruj/rujan/rujna "
        "lis/listopad/listopada stu/studeni/studenoga pro/prosinac/prosinca"
    ),
    "hu": (
        "jan/január febr/február márc/március ápr/április máj/május jún/június júl/július aug/augusztus "
        "szept/szeptember okt/október nov/november dec/december"
    ),
    "id": (
        "jan/januari feb/februari mar/maret apr/april mei jun/juni jul/juli agu/agustus sep/september "
        "okt/oktober nov/november des/desember"
    ),
    "it": (
        "gen/gennaio feb/febbraio mar/marzo apr/aprile mag/maggio giu/giugno lug/luglio ago/agosto "
        "set/settembre ott/ottobre nov/novembre dic/dicembre"
    ),
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "ko": "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
    "nb": (
        "jan/januar feb/februar mar/mars apr/april mai jun/juni jul/juli aug/august sep/september "
        "okt/oktober nov/november des/desember"
    ),
    "nl": (
        "jan/januari feb/februari maart/mrt apr/april mei jun/juni jul/juli aug/augustus sep/september "
        "okt/oktober nov/november dec/december"
    ),
    "pl": (
        "sty/styczeń/stycznia lut/lutego/luty mar/marca/marzec kwi/kwiecień/kwietnia maj/maja "
        "cze/czerwca/czerwiec lip/lipca/lipiec sie/sierpień/sierpnia wrz/wrzesień/września "
        "paź/październik/października lis/listopad/listopada gru/grudnia/grudzień"
    ),
    "pt": (
        "jan/janeiro fev/fevereiro mar/março abr/abril mai/maio jun/junho jul/julho ago/agosto "
        "set/setembro out/outubro nov/novembro dez/dezembro"
    ),
    "ro": (
        "ian/ianuarie feb/februarie mar/martie apr/aprilie mai iun/iunie iul/iulie aug/august "
        "sept/septembrie oct/octombrie noiembrie/nov dec/decembrie"
    ),
    "ru": (
        "янв/январь/января февр/февраль/февраля мар/март/марта апр/апрель/апреля май/мая июн/июнь/июня "
        "июл/июль/июля авг/август/августа сент/сентябрь/сентября окт/октябрь/октября нояб/ноябрь/ноября "
        "дек/декабрь/декабря"
    ),
    "sk": (
        "jan/január/januára feb/február/februára mar/marca/marec apr/apríl/apríla máj/mája jún/júna "
        "júl/júla aug/august/augusta sep/september/septembra okt/október/októbra nov/november/novembra "
        "dec/december/decembra"
    ),
    "sv": (
        "jan/januari feb/februari mars apr/april maj juni juli aug/augusti sep/september okt/oktober "
        "nov/november dec/december"
    ),
    "tr": (
        "oca/ocak şub/şubat mar/mart nis/nisan may/mayıs haz/haziran tem/temmuz ağu/ağustos eyl/eylül "
        "eki/ekim kas/kasım ara/aralık"
    ),
    "uk": (
        "січ/січень/січня лют/лютий/лютого бер/березень/березня квіт/квітень/квітня трав/травень/травня "
        "черв/червень/червня лип/липень/липня серп/серпень/серпня вер/вересень/вересня "
        "жовт/жовтень/жовтня лист/листопад/листопада груд/грудень/грудня"
    ),
    "zh": "1月/一月 2月/二月 3月/三月 4月/四月 5月/五月 6月/六月 7月/七月 8月/八月 9月/九月 10月/十月 11月/十一月 12月/十二月",
}
MONTHS = {
    language: tuple(tuple(month.split("/")) for month in months.split())
    for language, months in _NAMES.items()
}
"""The names of each month by language, January first. They are compared without case, dots and spaces."""
AM = ("am", "ap", "de", "dop", "fm", "förmiddag", "öö", "πμ", "дп", "проб", "上午", "午前", "오전")
PM = ("du", "eftermiddag", "em", "ip", "odp", "pm", "ös", "μμ", "пп", "слоб", "下午", "午後", "오후")
