"""What the engine does with each element of BPMN; the rules and the documentation read this."""

from typing import Literal, NamedTuple

How = Literal["runs", "notes", "silent", "refused"]


class Support(NamedTuple):
    """How an element is taken: it runs, it is a note, or it is refused; and what that means.

    ``notes`` are said in a warning, because a reader might expect them to act; ``silent`` ones
    never act in any engine. ``rule`` names the refusal.
    """

    group: str
    how: How
    what: str
    rule: str = ""


ACTIVITY, GATEWAY, EVENT = "活动", "网关", "事件"
DATA, PEOPLE, TEXT, DOCUMENT = "数据", "人员", "图示", "文件"

NODES = {
    "startEvent": Support(EVENT, "runs", "流程、子流程从这里开始"),
    "endEvent": Support(EVENT, "runs", "消耗到达的令牌；最后一个令牌消失时范围结束"),
    "intermediateThrowEvent": Support(EVENT, "runs", "抛出事件后继续；没有定义的直接通过"),
    "intermediateCatchEvent": Support(EVENT, "runs", "等到事件发生再继续"),
    "boundaryEvent": Support(EVENT, "runs", "活动进行时监听；中断或不中断，不中断的每次发生都有效"),
    "task": Support(ACTIVITY, "runs", "没有指明怎样办理，直接通过"),
    "manualTask": Support(ACTIVITY, "runs", "系统之外的手工工作，直接通过"),
    "userTask": Support(ACTIVITY, "runs", "等待候选组中的人办理"),
    "serviceTask": Support(ACTIVITY, "runs", "在同一事务中执行 taskDefinition 指明的服务"),
    "sendTask": Support(ACTIVITY, "runs", "发送消息，或执行 taskDefinition 指明的服务"),
    "receiveTask": Support(ACTIVITY, "runs", "等待消息，可以附边界事件"),
    "scriptTask": Support(ACTIVITY, "runs", "计算 FEEL 表达式，结果写入变量"),
    "businessRuleTask": Support(ACTIVITY, "runs", "查决策表，结果写入变量"),
    "callActivity": Support(ACTIVITY, "runs", "调用另一流程，只收发映射的变量；递归最多 20 层"),
    "subProcess": Support(ACTIVITY, "runs", "有自己变量的范围，最后一个令牌消失时结束"),
    "transaction": Support(ACTIVITY, "runs", "与子流程相同，可以被取消"),
    "adHocSubProcess": Support(
        ACTIVITY, "runs", "没有入路的内部活动全部开始（或依次开始），条件成立或无事可做时结束"
    ),
    "exclusiveGateway": Support(GATEWAY, "runs", "取第一条条件成立的出路，否则取默认出路"),
    "parallelGateway": Support(GATEWAY, "runs", "每条入路各到一个令牌后，走全部出路"),
    "inclusiveGateway": Support(
        GATEWAY, "runs", "不会再有令牌到来时汇合；条件成立的出路全走，都不成立走默认出路"
    ),
    "eventBasedGateway": Support(
        GATEWAY, "runs", "等待其后的事件或接收任务，先发生的一个决定去向；可以用来开始流程"
    ),
    "complexGateway": Support(
        GATEWAY,
        "refused",
        "不支持复杂网关；请改用包容网关，或用多实例的完成条件表达“几个中的几个”",
        "unsupported-complex-gateway",
    ),
}
LOOPS = {
    "multiInstanceLoopCharacteristics": Support(ACTIVITY, "silent", "多实例：并行或依次"),
    "standardLoopCharacteristics": Support(ACTIVITY, "silent", "标准循环"),
}
INNER = {
    "documentation": Support(TEXT, "silent", "说明文字"),
    "extensionElements": Support(TEXT, "silent", "扩展元素，另有规则"),
    "auditing": Support(TEXT, "silent", "审计说明"),
    "monitoring": Support(TEXT, "silent", "监控说明"),
    "incoming": Support(TEXT, "silent", "入路的编号"),
    "outgoing": Support(TEXT, "silent", "出路的编号"),
    "laneSet": Support(TEXT, "silent", "泳道：谁负责；办理人由候选组决定"),
    "textAnnotation": Support(TEXT, "silent", "注释"),
    "association": Support(TEXT, "silent", "注释的连线"),
    "group": Support(TEXT, "silent", "分组框"),
    "dataObject": Support(DATA, "silent", "由它的引用说明"),
    "dataObjectReference": Support(DATA, "notes", "数据对象只作说明，变量由脚本、表单和映射设置"),
    "dataStoreReference": Support(DATA, "notes", "数据存储只作说明，不读写"),
    "dataInputAssociation": Support(DATA, "notes", "数据关联只作说明，传值请用 ioMapping"),
    "dataOutputAssociation": Support(DATA, "notes", "数据关联只作说明，传值请用 ioMapping"),
    "ioSpecification": Support(DATA, "notes", "输入输出规格只作说明，传值请用 ioMapping"),
    "ioBinding": Support(DATA, "notes", "接口绑定只作说明"),
    "property": Support(DATA, "notes", "property 只作说明，变量由脚本、表单和映射设置"),
    "dataInput": Support(DATA, "silent", "事件的数据输入，只作说明"),
    "dataOutput": Support(DATA, "silent", "事件的数据输出，只作说明"),
    "inputSet": Support(DATA, "silent", "事件的数据输入，只作说明"),
    "outputSet": Support(DATA, "silent", "事件的数据输出，只作说明"),
    "supportedInterfaceRef": Support(DATA, "silent", "接口，只作说明"),
    "supports": Support(TEXT, "silent", "支持的流程，只作说明"),
    "correlationSubscription": Support(
        DATA, "notes", "关联订阅只作说明，请在消息的 zeebe:subscription 中写关联键"
    ),
    "performer": Support(PEOPLE, "notes", "办理人请写在 assignmentDefinition 中，这里不起作用"),
    "humanPerformer": Support(
        PEOPLE, "notes", "办理人请写在 assignmentDefinition 中，这里不起作用"
    ),
    "potentialOwner": Support(
        PEOPLE, "notes", "候选组请写在 assignmentDefinition 中，这里不起作用"
    ),
    "resourceRole": Support(PEOPLE, "notes", "资源角色只作说明"),
    "rendering": Support(PEOPLE, "notes", "界面请用 zeebe:formDefinition，这里不起作用"),
}
TOP = {
    "process": Support(DOCUMENT, "runs", "一份文件运行一个标为可执行的流程，其余只作说明"),
    "collaboration": Support(DOCUMENT, "silent", "参与者和消息流只作说明"),
    "message": Support(EVENT, "runs", "消息的名称和关联键"),
    "error": Support(EVENT, "runs", "错误的代码"),
    "escalation": Support(EVENT, "runs", "升级的代码"),
    "signal": Support(EVENT, "runs", "信号的名称"),
    "category": Support(TEXT, "silent", "分组的类别"),
    "dataStore": Support(DATA, "silent", "由它的引用说明"),
    "itemDefinition": Support(DATA, "silent", "数据类型，只作说明"),
    "interface": Support(DATA, "silent", "接口，只作说明"),
    "endPoint": Support(DATA, "silent", "接口地址，只作说明"),
    "resource": Support(PEOPLE, "silent", "资源，只作说明"),
    "partnerEntity": Support(PEOPLE, "silent", "伙伴，只作说明"),
    "partnerRole": Support(PEOPLE, "silent", "伙伴，只作说明"),
    "correlationProperty": Support(DATA, "silent", "关联属性，请在消息中写关联键"),
    "import": Support(DOCUMENT, "silent", "引入的文件，只作说明"),
    "extension": Support(DOCUMENT, "silent", "扩展的声明"),
    "relationship": Support(DOCUMENT, "silent", "与其他文件的关系，只作说明"),
    "documentation": Support(TEXT, "silent", "说明文字"),
    "extensionElements": Support(TEXT, "silent", "文件的扩展元素"),
    "globalTask": Support(ACTIVITY, "silent", "全局任务本身不运行"),
    "globalUserTask": Support(ACTIVITY, "silent", "全局任务本身不运行"),
    "globalManualTask": Support(ACTIVITY, "silent", "全局任务本身不运行"),
    "globalScriptTask": Support(ACTIVITY, "silent", "全局任务本身不运行"),
    "globalBusinessRuleTask": Support(ACTIVITY, "silent", "全局任务本身不运行"),
    "choreography": Support(DOCUMENT, "refused", "不支持编排图", "unsupported-choreography"),
    "globalChoreographyTask": Support(
        DOCUMENT, "refused", "不支持编排图", "unsupported-choreography"
    ),
    "globalConversation": Support(DOCUMENT, "refused", "不支持会话图", "unsupported-conversation"),
}
SUPPORT: dict[str, Support] = {**TOP, **INNER, **LOOPS, **NODES}

FLOW_NODES = frozenset(kind for kind, taken in NODES.items() if taken.how == "runs")
SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(kind for kind in FLOW_NODES if kind.endswith("ask"))
ACTIVITIES = frozenset(kind for kind in FLOW_NODES if NODES[kind].group == ACTIVITY)
