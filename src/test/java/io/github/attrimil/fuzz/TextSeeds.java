package io.github.attrimil.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Small whole files of text. */
final class TextSeeds {

  private static final String SLIDES =
      "case_id,slide_id,label,path,mpp\np1,\"s1\",normal,a.svs,0.5\np2,s2,tumor,,0.25\n";

  private static final String GEOJSON =
      """
{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon",
"coordinates":[[[0,0],[10,0],[10,10],[0,0]]]},"properties":{"classification":{"name":"Tumor"}}},
{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]]]}}]}
""";

  private static final String ASAP =
      """
      <?xml version="1.0"?>
      <ASAP_Annotations><Annotations><Annotation Name="A" Type="Polygon" PartOfGroup="Tumor">
      <Coordinates><Coordinate Order="0" X="1.5" Y="2"/><Coordinate Order="1" X="30" Y="2"/>
      <Coordinate Order="2" X="30" Y="40"/></Coordinates></Annotation></Annotations>
      </ASAP_Annotations>
      """;

  private static final String ENCODER_CARD =
      """
{"name":"a","input_size":224,"mean":[0.5,0.5,0.5],"std":[0.2,0.2,0.2],"num_heads":4,
"patch_size":14,"input":"batch x 3 x 224 x 224 float32, RGB scaled to 0..1 then (v-0.498)/0.502"}
""";

  private static final String VIT_SETTINGS =
      """
      {"num_attention_heads":4,"layer_norm_eps":1e-6,"token":"cls_mean","hidden_act":"gelu"}
      """;

  private static final String ADAPTED_CARD =
      """
      {"name":"a","input_size":224,"mean":[0.5,0.5,0.5],"std":[0.2,0.2,0.2],"sha256":"",
      "training":{"epochs":"5"},"slides":["s1","s2"]}
      """;

  private static final String MODEL_CARD =
      """
{"model":"abmil","name":"m","features":4,"classes":["normal","tumor"],"encoder":"baseline",
"encoderCard":"{}","patchSize":256,"mpp":0.5,"folds":1,"seed":1,"preset":"default",
"training":{"bag":"patient","epochs":"5"},"reducedFeatures":[2],"version":"1","warnings":["w"],
"splits":[{"sha256":"0","train":["s1"],"val":["s2"],"test":["s3"]}],
"leaks":[{"kind":"PATIENT","fold":0,"who":["p1"],"text":"t"}]}
""";

  private static final String CHECKPOINT_CARD =
      """
      {"kind":"mean","options":{},"classes":["normal","tumor"]}
      """;

  private static final String RUN =
      """
{"command":"patch","started":"2026-01-01T00:00:00Z","outcome":"done","device":"cpu",
"parameters":{"project":"p","patchsize":256,"redo":false,"mask":null},"meanings":{"mpp":"0.5"},
"versions":{"java":"17"},"stages":{"patch":{"seconds":1.5,"counts":{"done":2}}}}
""";

  private static final String STAMP =
      """
      {"parameters":{"patchsize":"256","mask":""},
      "inputs":{".attrimil/patch/s1.json":{"bytes":3,"modified":4,"sha256":"0"}},
      "outputs":{"patches/s1.h5":3,"":4}}
      """;

  private TextSeeds() {}

  /**
   * @param reader of a text
   * @return whole files; none for a reader of something else
   */
  static List<byte[]> of(final ForeignReader reader) {
    return switch (reader) {
      case CSV, COHORT, LABELS ->
          texts(SLIDES, SLIDES.replace(',', ';'), "slide_id;label\n\"s;1\";1,0\ns2;0,5\n");
      case SPLIT -> texts(",train,val,test\n0,s1,s2,s3\n1,s4,,\n");
      case TEST_LIST -> texts("s1\ns2\n", "slide_id,test\ns1,s2\n");
      case BAGS ->
          texts("bag,label,f0,f1\nb1,1,0.5,1e-3\nb1,1,2,3\nb2,0,4,5\n", "b1,1,0.5\nb2,0,nan\n");
      case CANDIDATES -> texts("0.5,10,20\n0.75,30,40\n");
      case PROCESS_LIST ->
          texts("slide_id,process,status,path,scene,seg_level\ns1,1,done,a.svs,0,2\n");
      case PREDICTIONS -> texts("slide_id,Y,Y_hat,p_0,p_1\ns1,0,1,0.25,0.75\ns2,1,1,0,1\n");
      case VALIDATION ->
          texts(
              "slide_id,Y,Y_hat,p_0,p_1,logit_0,logit_1,case_id,slides,fold,checkpoint\n"
                  + "s1,0,1,0.25,0.75,-1,1e3,p1,s1;s2,0,0\n");
      case SCORES ->
          texts(
              "patch,xLevel0,yLevel0,sizeLevel0,score_0,score_1\n"
                  + "0,0,0,256,-1,0.5\n"
                  + "1,256,0,,1,nan\n",
              "xLevel0,yLevel0,share\n0,0,1\n256,0,0\n",
              "0.5,10,20\n");
      case REVIEWS ->
          texts("xLevel0,yLevel0,review,note\n0,0,accepted,\n256,0,rejected,\"a, b\"\n");
      case LOCALIZATION ->
          texts(
              "slide_id,fold,patches,lesion_patches,patch_auc,patch_ap,threshold,dice,lesions,found,isolated,false_positives\n"
                  + "s1,0,10,2,0.5,0.5,0.1,0.2,1,1,0,3\n");
      case LOG ->
          texts(
              "fold,epoch,loss,bag_loss,val_loss,val_acc,val_auc,val_balanced_acc,val_f1\n"
                  + "0,0,0.5,0.5,0.25,1,,1,0.5\n");
      case MODEL_NAMES -> texts("name,sha256\na,0123456789abcdef\nb,fedcba9876543210\n");
      case GEOJSON -> texts(GEOJSON);
      case ASAP -> texts(ASAP);
      case ENCODER_CARD -> texts(ENCODER_CARD);
      case VIT_SETTINGS -> texts(VIT_SETTINGS);
      case ADAPTED_CARD -> texts(ADAPTED_CARD);
      case MODEL_CARD -> texts(MODEL_CARD);
      case CHECKPOINT_CARD -> texts(CHECKPOINT_CARD);
      case RUN_RECORD, SETTINGS -> texts(RUN);
      case STAMP -> texts(STAMP);
      case COLUMNS -> texts("{\"slide_id\":\"Slide\",\"label\":\"Diagnosis\"}");
      case SHELL ->
          texts(
              "train\nproject=p\nepochs=5\nrate=1e-4\nkind=abmil\nmore=seed=1",
              "patch\nproject=p\nslides=a b\nmore=scene=[all], exclude=\"a b\"\nredo=true");
      case MACRO ->
          texts(
              "train\nproject=[/a b/c=d] epochs=5 more=[rate=1 decay=0.5] redo",
              "patch\nproject=/p slides='a b' mpp=0.5 more=level=2");
      default -> List.of();
    };
  }

  private static List<byte[]> texts(final String... texts) {
    return Stream.of(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
