"""The smallest diagrams that wait for the clock, written with layout so that editors open them."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:test">
"""
TASK = """<bpmn:userTask id="sign" name="签收工单"><bpmn:extensionElements><zeebe:userTask />
 <zeebe:assignmentDefinition candidateGroups='=street + "/指挥中心"' />
 <zeebe:taskSchedule dueDate="=due_at" /></bpmn:extensionElements>
 <bpmn:incoming>f_in</bpmn:incoming><bpmn:outgoing>f_out</bpmn:outgoing></bpmn:userTask>"""
TAKEN = """<bpmn:boundaryEvent id="missed" name="超时" attachedToRef="sign">
 <bpmn:outgoing>f_missed</bpmn:outgoing><bpmn:timerEventDefinition id="missed_at">
 <bpmn:timeDate xsi:type="bpmn:tFormalExpression">=due_at</bpmn:timeDate>
 </bpmn:timerEventDefinition></bpmn:boundaryEvent>
 <bpmn:sequenceFlow id="f_missed" sourceRef="missed" targetRef="gone" />
 <bpmn:endEvent id="gone" name="代签"><bpmn:incoming>f_missed</bpmn:incoming></bpmn:endEvent>"""
BURSTS = """<bpmn:boundaryEvent id="missed" name="超时" attachedToRef="sign">
 <bpmn:outgoing>f_missed</bpmn:outgoing><bpmn:timerEventDefinition id="missed_at">
 <bpmn:timeDate xsi:type="bpmn:tFormalExpression">=due_at</bpmn:timeDate>
 </bpmn:timerEventDefinition></bpmn:boundaryEvent>
 <bpmn:sequenceFlow id="f_missed" sourceRef="missed" targetRef="burst" />
 <bpmn:serviceTask id="burst" name="外部接口"><bpmn:extensionElements>
 <zeebe:taskDefinition type="webhook" /></bpmn:extensionElements>
 <bpmn:incoming>f_missed</bpmn:incoming><bpmn:outgoing>f_burst</bpmn:outgoing></bpmn:serviceTask>
 <bpmn:sequenceFlow id="f_burst" sourceRef="burst" targetRef="gone" />
 <bpmn:endEvent id="gone" name="代签"><bpmn:incoming>f_burst</bpmn:incoming></bpmn:endEvent>"""


def desk(key="p_desk", name="签收", more=""):
    """Return a process of one task of the street's desk, due at ``due_at``."""
    process = f"""<bpmn:process id="{key}" name="{name}" isExecutable="true">
 <bpmn:startEvent id="begin" name="开始"><bpmn:outgoing>f_in</bpmn:outgoing></bpmn:startEvent>
 <bpmn:sequenceFlow id="f_in" sourceRef="begin" targetRef="sign" />{TASK}{more}
 <bpmn:sequenceFlow id="f_out" sourceRef="sign" targetRef="finish" />
 <bpmn:endEvent id="finish" name="完成"><bpmn:incoming>f_out</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>"""
    return (HEAD + process + _layout(key) + "</bpmn:definitions>").encode()


def taken():
    """Return the same, with a timer that takes the task away when it is due."""
    return desk("p_taken", "代签", TAKEN)


def bursts():
    """Return the same, with a timer whose service task calls ``webhook``."""
    return desk("p_bursts", "外部", BURSTS)


def _layout(key):
    shapes = {"begin": (160, 102, 36, 36), "sign": (250, 80, 100, 80), "finish": (410, 102, 36, 36)}
    drawn = "".join(
        f'<bpmndi:BPMNShape id="{i}_di" bpmnElement="{i}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}" /></bpmndi:BPMNShape>'
        for i, (x, y, w, h) in shapes.items()
    )
    flows = {"f_in": (196, 250), "f_out": (350, 410)}
    lines = "".join(
        f'<bpmndi:BPMNEdge id="{i}_di" bpmnElement="{i}"><di:waypoint x="{a}" y="120" />'
        f'<di:waypoint x="{b}" y="120" /></bpmndi:BPMNEdge>'
        for i, (a, b) in flows.items()
    )
    return (
        f'<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="plane" bpmnElement="{key}">'
        f"{drawn}{lines}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
